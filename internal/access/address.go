package access

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddress is the address a request truly comes from. X-Forwarded-For is
// read from right to left, which is from the nearest proxy outwards, and only
// as far as trusted proxies vouch for it: what stands left of the first
// untrusted address is anybody's invention. It is invalid (zero) only when the
// connection itself has no IP address.
func ClientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	at, ok := parseAddr(r.RemoteAddr)
	if !ok {
		return netip.Addr{}
	}
	hops := r.Header.Values("X-Forwarded-For")
	for i := len(hops) - 1; i >= 0; i-- {
		for rest, more := hops[i], true; more; {
			if !within(at, trusted) {
				return at
			}
			var hop string
			rest, hop, more = cutLast(rest)
			next, ok := parseAddr(hop)
			if !ok {
				return at // a trusted proxy wrote nonsense: it is all we know
			}
			at = next
		}
	}
	return at
}

// LimitAddress is the address to count by: a whole /64 for IPv6, since one
// household or attacker holds at least that many.
func LimitAddress(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: all such share one count
	}
	return p
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// cutLast splits off what stands behind the last comma.
func cutLast(list string) (before, last string, more bool) {
	i := strings.LastIndexByte(list, ',')
	if i < 0 {
		return "", list, false
	}
	return list[:i], list[i+1:], true
}

// parseAddr takes an address with or without port and brackets, and gives
// IPv4 for IPv4 written as IPv6, without zone.
func parseAddr(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = withPort.Addr()
	}
	return a.Unmap().WithZone(""), true
}
