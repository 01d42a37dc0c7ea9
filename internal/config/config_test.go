package config

import (
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func parse(t *testing.T, args ...string) (Config, error) {
	t.Helper()
	var cli struct {
		Serve struct {
			Config `embed:""`
		} `cmd:""`
	}
	parser, err := kong.New(&cli, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(append([]string{"serve"}, args...))
	return cli.Serve.Config, err
}

func TestDefaultsAreThoseOfTheCommandLine(t *testing.T) {
	told, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if want := Defaults(); !reflect.DeepEqual(told, want) {
		t.Errorf("the command line gives %+v, Defaults %+v", told, want)
	}
	if err := told.Validate(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

func TestFlagsGoBeforeTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"PRONTO_LISTEN": ":9000", "PRONTO_METRICS": "127.0.0.1:9464", "PRONTO_DATA": "/srv/pronto", "PRONTO_DATABASE": "postgres://db/pronto",
		"PRONTO_PUBLIC_URL": "https://chat.example.com", "PRONTO_TRUSTED_PROXIES": "10.1.2.3/8, 192.0.2.7,::1",
		"PRONTO_LOG_LEVEL": "debug", "PRONTO_ACCEPT_CLOCK": "true",
	} {
		t.Setenv(name, value)
	}
	want := Config{
		Listen: ":9000", Metrics: "127.0.0.1:9464", Data: "/srv/pronto", Database: "postgres://db/pronto", PublicURL: "https://chat.example.com",
		TrustedProxies: Proxies{
			netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("::1/128"),
		},
		LogLevel: slog.LevelDebug, AcceptClock: true,
	}
	told, err := parse(t)
	if err != nil || !reflect.DeepEqual(told, want) {
		t.Errorf("the environment gives %+v, %v", told, err)
	}
	told, err = parse(t, "--listen=:9001", "--trusted-proxies=172.16.0.0/12", "--log-level=warn")
	want.Listen, want.TrustedProxies, want.LogLevel = ":9001", Proxies{netip.MustParsePrefix("172.16.0.0/12")}, slog.LevelWarn
	if err != nil || !reflect.DeepEqual(told, want) {
		t.Errorf("with flags %+v, %v", told, err)
	}
	for _, bad := range []string{"--trusted-proxies=proxy.local", "--log-level=loud"} {
		if _, err := parse(t, bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestARefusalNamesTheSettingAndTheWayOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(*Config)
		name   string
		says   string
	}{
		{func(c *Config) { c.Listen = "8080" }, "--listen", ":8080"},
		{func(c *Config) { c.Listen = ":http" }, "--listen", ":8080"},
		{func(c *Config) { c.Listen = ":65536" }, "--listen", ":8080"},
		{func(c *Config) { c.Listen = "" }, "PRONTO_LISTEN", ":8080"},
		{func(c *Config) { c.Metrics = "9464" }, "--metrics", ":8080"},
		{func(c *Config) { c.Metrics = c.Listen }, "PRONTO_METRICS", "127.0.0.1:9464"},
		{func(c *Config) { c.Data = " " }, "--data", "/var/lib/pronto"},
		{func(c *Config) { c.Data = file }, "PRONTO_DATA", "folder"},
		{func(c *Config) { c.Database = "mysql://u:sesame@db/pronto" }, "--database", "postgres://"},
		{func(c *Config) { c.Database = "host=db password=sesame" }, "--database", "postgres://"},
		{func(c *Config) { c.Database = "postgres://u:sesame%@db/pronto" }, "PRONTO_DATABASE", "%XX"},
		{func(c *Config) { c.Database = "postgres://u:sesame@db/" }, "--database", "name"},
		{func(c *Config) { c.PublicURL = "chat.example.com" }, "--public-url", "https://chat.example.com"},
		{func(c *Config) { c.PublicURL = "ftp://chat.example.com" }, "--public-url", "https://"},
		{func(c *Config) { c.PublicURL = "https://:443" }, "--public-url", "https://chat.example.com"},
		{func(c *Config) { c.PublicURL = "https://example.com/chat" }, "PRONTO_PUBLIC_URL", "https://example.com"},
		{func(c *Config) { c.PublicURL = "https://example.com?x=1" }, "--public-url", "https://example.com"},
		{func(c *Config) { c.TrustedProxies = Proxies{netip.MustParsePrefix("0.0.0.0/0")} }, "--trusted-proxies", "0.0.0.0/0"},
		{func(c *Config) { c.TrustedProxies = Proxies{{}} }, "PRONTO_TRUSTED_PROXIES", "10.0.0.0/8"},
	} {
		conf := Defaults()
		c.change(&conf)
		err := conf.Validate()
		if err == nil {
			t.Errorf("%+v is taken", conf)
			continue
		}
		if !strings.Contains(err.Error(), c.name) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q does not name %s and %s", err, c.name, c.says)
		}
		if strings.Contains(err.Error(), "sesame") {
			t.Errorf("%q tells the password", err)
		}
	}
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	conf := Config{Listen: "x", PublicURL: "y"}
	if err := conf.Validate(); err == nil || strings.Count(err.Error(), "PRONTO_") != 3 {
		t.Errorf("told %v, want three settings", err)
	}
}

func TestWhatIsDerived(t *testing.T) {
	for _, c := range []struct {
		listen, public string
		base           string
		secure         bool
		hosts          []string
	}{
		{"127.0.0.1:8080", "", "http://localhost:8080", false, nil},
		{":8080", "", "http://localhost:8080", false, nil},
		{"[::]:80", "", "http://localhost:80", false, nil},
		{"192.0.2.7:8080", "", "http://192.0.2.7:8080", false, nil},
		{"desk.lan:8080", "", "http://desk.lan:8080", false, nil},
		{
			":8080", "https://Chat.Example.com/", "https://chat.example.com", true,
			[]string{"127.0.0.1:8080", "[::1]:8080", "chat.example.com", "localhost:8080"},
		},
		{
			":80", "HTTP://desk.lan:8443", "http://desk.lan:8443", false,
			[]string{"127.0.0.1:80", "[::1]:80", "desk.lan:8443", "localhost:80"},
		},
		{
			"127.0.0.1:8080", "http://localhost:8080", "http://localhost:8080", false,
			[]string{"127.0.0.1:8080", "[::1]:8080", "localhost:8080"},
		},
		{
			":8080", "https://chat.example.com:443", "https://chat.example.com", true,
			[]string{"127.0.0.1:8080", "[::1]:8080", "chat.example.com", "localhost:8080"},
		},
	} {
		conf := Defaults()
		conf.Listen, conf.PublicURL = c.listen, c.public
		if err := conf.Validate(); err != nil {
			t.Errorf("%s, %s: %v", c.listen, c.public, err)
		}
		if got := conf.BaseURL(); got != c.base {
			t.Errorf("%s, %s: base %s, want %s", c.listen, c.public, got, c.base)
		}
		if got := conf.SecureCookies(); got != c.secure {
			t.Errorf("%s, %s: secure %v", c.listen, c.public, got)
		}
		if got := conf.AllowedHosts(); !slices.Equal(got, c.hosts) {
			t.Errorf("%s, %s: hosts %q, want %q", c.listen, c.public, got, c.hosts)
		}
	}
}
