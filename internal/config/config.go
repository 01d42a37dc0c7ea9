// Package config holds the settings with which a server starts.
//
// Settings come from flags, else from the environment (PRONTO_…), else from the
// defaults: the tags below are read by the command line, which embeds Config.
// There is no file of its own: service managers and container tools all have
// one for the environment. What an administrator changes while the server runs
// is not here but in the database.
//
// It promises that a Config which passed Validate can be used without further
// questions, and that a refusal names the setting and the way out.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Config is what `pronto serve` needs to know.
type Config struct {
	Listen         string     `default:"127.0.0.1:8080" env:"PRONTO_LISTEN" placeholder:"ADDR" help:"Address and port to serve on; :8080 for all addresses."`
	Metrics        string     `env:"PRONTO_METRICS" placeholder:"ADDR" help:"Address and port for /metrics alone, as 127.0.0.1:9464; without it they are served nowhere."`
	Data           string     `default:"data" env:"PRONTO_DATA" placeholder:"DIR" help:"Folder of the database and of attachments."`
	Database       string     `env:"PRONTO_DATABASE" placeholder:"URL" help:"PostgreSQL as postgres://…; without it SQLite in the data folder."`
	PublicURL      string     `name:"public-url" env:"PRONTO_PUBLIC_URL" placeholder:"URL" help:"Where browsers reach this server, as https://chat.example.com."`
	TrustedProxies Proxies    `env:"PRONTO_TRUSTED_PROXIES" placeholder:"CIDR,…" help:"Reverse proxies whose X-Forwarded-For is believed."`
	LogLevel       slog.Level `default:"INFO" env:"PRONTO_LOG_LEVEL" placeholder:"LEVEL" help:"debug, info, warn or error."`
	AcceptClock    bool       `env:"PRONTO_ACCEPT_CLOCK" help:"Start although the clock is far behind the last thing recorded."`
}

// Defaults is the Config of a server that is told nothing.
func Defaults() Config {
	return Config{Listen: "127.0.0.1:8080", Data: "data", LogLevel: slog.LevelInfo}
}

// Proxies is a list of networks that may be written as 10.0.0.0/8,192.0.2.7.
type Proxies []netip.Prefix

// UnmarshalText reads networks and single addresses between commas.
func (p *Proxies) UnmarshalText(text []byte) error {
	var list Proxies
	for item := range strings.SplitSeq(string(text), ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		prefix, err := parsePrefix(item)
		if err != nil {
			return fmt.Errorf("%q is no network: write 10.0.0.0/8 or one address", item)
		}
		list = append(list, prefix)
	}
	*p = list
	return nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return netip.Prefix{}, err
		}
		addr = addr.Unmap().WithZone("")
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err
}

// Validate checks all settings and tells everything that is wrong at once.
func (c *Config) Validate() error {
	return errors.Join(
		setting("--listen", "PRONTO_LISTEN", checkListen(c.Listen)),
		setting("--metrics", "PRONTO_METRICS", checkMetrics(c.Metrics, c.Listen)),
		setting("--data", "PRONTO_DATA", checkData(c.Data)),
		setting("--database", "PRONTO_DATABASE", checkDatabase(c.Database)),
		setting("--public-url", "PRONTO_PUBLIC_URL", checkPublicURL(c.PublicURL)),
		setting("--trusted-proxies", "PRONTO_TRUSTED_PROXIES", checkProxies(c.TrustedProxies)),
	)
}

func setting(flag, env string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s (%s): %w", flag, env, err)
}

func checkListen(listen string) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("%q is no address with a port: write 127.0.0.1:8080, or :8080 for all addresses", listen)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return fmt.Errorf("port %q is no number up to 65535: write %s, or port 0 for any free one", port, net.JoinHostPort(host, "8080"))
	}
	return nil
}

// checkMetrics keeps them off the address that everybody reaches: they name queues
// and tell how busy the company is.
func checkMetrics(metrics, listen string) error {
	if metrics == "" {
		return nil
	}
	if metrics == listen && !strings.HasSuffix(listen, ":0") {
		return errors.New("the desk itself is served there: write another port, such as 127.0.0.1:9464, which only your monitoring reaches")
	}
	return checkListen(metrics)
}

func checkData(dir string) error {
	if strings.TrimSpace(dir) == "" {
		return errors.New("a folder is needed: write a path such as /var/lib/pronto")
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%q is a file: give the path of a folder, which is made if it is missing", dir)
	}
	return nil
}

// checkDatabase never repeats what it was given: there may be a password in it.
func checkDatabase(database string) error {
	if database == "" {
		return nil
	}
	u, err := url.Parse(database)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("only PostgreSQL can be named here: write postgres://user:password@host:5432/name with special " +
			"characters of the password as %XX, or leave it empty for SQLite in the data folder")
	}
	if strings.Trim(u.Path, "/") == "" {
		return errors.New("the name of the database is missing: write postgres://user:password@host:5432/name")
	}
	return nil
}

func checkPublicURL(public string) error {
	if public == "" {
		return nil
	}
	u, err := url.Parse(public)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return fmt.Errorf("%q is no web address: write it whole, as https://chat.example.com", public)
	case u.User != nil, u.RawQuery != "", u.Fragment != "", strings.Trim(u.Path, "/") != "":
		return fmt.Errorf("a host name of its own is needed: write %s://%s without anything behind it", u.Scheme, u.Host)
	}
	return nil
}

func checkProxies(proxies Proxies) error {
	for _, p := range proxies {
		switch {
		case !p.IsValid():
			return errors.New("an entry is empty: write networks such as 10.0.0.0/8 between commas")
		case p.Bits() == 0:
			return fmt.Errorf("%s trusts everybody, so that anyone can forge an address: write the networks of your proxies only", p)
		}
	}
	return nil
}

// UsesPostgreSQL tells which of the two databases is meant.
func (c *Config) UsesPostgreSQL() bool { return c.Database != "" }

// BaseURL is where browsers reach the server, without a slash at the end: the
// public URL, or what can be guessed from the address it listens on.
func (c *Config) BaseURL() string {
	if u, ok := c.public(); ok {
		return u.Scheme + "://" + u.Host
	}
	host, port, _ := net.SplitHostPort(c.Listen)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// SecureCookies tells whether browsers reach the server by https, so that its
// cookies must travel by nothing else.
func (c *Config) SecureCookies() bool {
	u, ok := c.public()
	return ok && u.Scheme == "https"
}

// AllowedHosts are the values of Host and of origins that are ours. None means
// that any is: without a public URL the server cannot know by which names it is
// called.
func (c *Config) AllowedHosts() []string {
	u, ok := c.public()
	if !ok {
		return nil
	}
	hosts := []string{u.Host}
	if _, port, err := net.SplitHostPort(c.Listen); err == nil { // health checks and curl on the machine itself
		hosts = append(hosts, "localhost:"+port, "127.0.0.1:"+port, "[::1]:"+port)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// public is the public URL with its host in lower case and without the port that
// browsers leave out.
func (c *Config) public() (*url.URL, bool) {
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" {
		return nil, false
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	usual := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	u.Host = strings.TrimSuffix(u.Host, usual)
	return u, true
}
