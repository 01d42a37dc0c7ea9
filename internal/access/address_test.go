package access

import (
	"net/http"
	"net/netip"
	"testing"
)

func prefixes(list ...string) (out []netip.Prefix) {
	for _, p := range list {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

func TestClientAddress(t *testing.T) {
	trusted := prefixes("10.0.0.0/8", "fd00::/8", "127.0.0.1/32")
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"direct", "203.0.113.9:4711", nil, "203.0.113.9"},
		{"a stranger's header says nothing", "203.0.113.9:4711", []string{"1.2.3.4"}, "203.0.113.9"},
		{"one proxy", "10.0.0.1:80", []string{"203.0.113.9"}, "203.0.113.9"},
		{"what stands left of the client is invented", "10.0.0.1:80", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		{"an invented trusted address", "10.0.0.1:80", []string{"10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		{"two proxies", "10.0.0.1:80", []string{"1.1.1.1, 203.0.113.9,10.0.0.2"}, "203.0.113.9"},
		{"several headers are one list", "10.0.0.1:80", []string{"1.1.1.1", "203.0.113.9", "10.0.0.2"}, "203.0.113.9"},
		{"all trusted", "10.0.0.1:80", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"no header from a proxy", "10.0.0.1:80", nil, "10.0.0.1"},
		{"nonsense from a proxy", "10.0.0.1:80", []string{"203.0.113.9, unknown"}, "10.0.0.1"},
		{"nonsense further out", "10.0.0.1:80", []string{"unknown, 10.0.0.2"}, "10.0.0.2"},
		{"empty header", "10.0.0.1:80", []string{""}, "10.0.0.1"},
		{"with port", "10.0.0.1:80", []string{"203.0.113.9:5000"}, "203.0.113.9"},
		{"IPv6", "[fd00::1]:80", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv6 with brackets and port", "[fd00::1]:80", []string{"[2001:db8::7]:5000"}, "2001:db8::7"},
		{"IPv6 with a zone", "[fe80::1%eth0]:80", nil, "fe80::1"},
		{"IPv4 written as IPv6", "[::ffff:10.0.0.1]:80", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{"no address", "@", []string{"203.0.113.9"}, "invalid IP"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := ClientAddress(r, trusted).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestLimitAddress(t *testing.T) {
	for in, want := range map[string]string{"203.0.113.9": "203.0.113.9/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64"} {
		if got := LimitAddress(netip.MustParseAddr(in)).String(); got != want {
			t.Errorf("%s counts as %s, want %s", in, got, want)
		}
	}
	if LimitAddress(netip.Addr{}).IsValid() {
		t.Error("no address counts as one")
	}
}

// Whatever the header says, the answer is the connection's own address or stands
// in the header right of nothing but trusted ones; a stranger is never believed.
func FuzzClientAddress(f *testing.F) {
	f.Add("10.0.0.1:80", "1.1.1.1, 203.0.113.9", "10.0.0.2")
	f.Add("[fd00::1]:80", "[2001:db8::7]:5000", ",,")
	f.Add("203.0.113.9:1", "10.0.0.1", "")
	f.Add("@", "%", "::ffff:1.2.3.4%x")
	trusted := prefixes("10.0.0.0/8", "fd00::/8")
	f.Fuzz(func(t *testing.T, remote, first, second string) {
		r := &http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {first, second}}}
		own := ClientAddress(&http.Request{RemoteAddr: remote}, trusted)
		got := ClientAddress(r, trusted)
		switch {
		case got.IsValid() != own.IsValid():
			t.Errorf("%v became %v", own, got)
		case own.IsValid() && !within(own, trusted) && got != own:
			t.Errorf("the stranger %v was believed to be %v", own, got)
		case got.Zone() != "" || got.Is4In6():
			t.Errorf("%v is not plain", got)
		}
		// More from further out never changes an untrusted answer.
		if !within(got, trusted) {
			r.Header["X-Forwarded-For"] = []string{"198.51.100.1, 10.0.0.7", first, second}
			if more := ClientAddress(r, trusted); more != got {
				t.Errorf("an invented hop turned %v into %v", got, more)
			}
		}
	})
}
