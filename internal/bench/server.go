package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// server is a real `pronto serve` in a process of its own.
type server struct {
	process *exec.Cmd
	base    string
	metrics string
	log     string
	ready   time.Duration // from start to ready
}

// serve starts this very binary on a data folder.
func (b *bench) serve(data string) (*server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	metrics, err := freeAddress()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{base: "http://" + addr, metrics: "http://" + metrics + "/metrics", log: filepath.Join(data, "bench.log")}
	out, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	s.process = exec.CommandContext(b.ctx, self, "serve", "--listen", addr, "--metrics", metrics, "--data", data, "--unlimited", "--log-level", "error")
	s.process.Stdout, s.process.Stderr = out, out
	start := time.Now()
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	for time.Since(start) < time.Minute {
		if res, err := http.Get(s.base + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				s.ready = time.Since(start)
				return s, nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	said, _ := os.ReadFile(s.log)
	return nil, errors.Join(fmt.Errorf("the server is not ready: %s", said), s.stop())
}

// freeAddress is one that nobody listens on at this moment.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func (s *server) stop() error {
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	_ = s.process.Wait()
	return nil
}

// cpu is the processor time that the server has used.
func (s *server) cpu() (time.Duration, error) { return cpuOf(s.process.Process.Pid) }

// ticks is USER_HZ, which is 100 on every Linux that Go runs on.
const ticks = 100

func cpuOf(pid int) (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticks, err
}

// resident is the server's memory in bytes.
func (s *server) resident() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(data), "VmRSS:")
	if !ok {
		return 0, errors.New("no VmRSS")
	}
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kb << 10, err
}

// batches is how many transactions the server has written.
func (s *server) batches(ctx context.Context) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.metrics, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(text), "\npronto_batches_total ")
	if !ok {
		return 0, errors.New("no pronto_batches_total among the metrics")
	}
	value, _, _ := strings.Cut(rest, "\n")
	return strconv.ParseFloat(value, 64)
}

// token is the one-time token of the first start.
func (s *server) token() (string, error) {
	for range 1000 { // it is printed a moment after the server is ready
		said, err := os.ReadFile(s.log)
		if err != nil {
			return "", err
		}
		_, rest, _ := strings.Cut(string(said), "token=")
		if token, _, whole := strings.Cut(rest, "\n"); whole {
			return strings.TrimSpace(token), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return "", errors.New("the server printed no link")
}

// browser is a client with cookies that keeps its connections.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil) // no options, no error
	return &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: time.Minute}
}

// ask sends JSON and reads JSON.
func (s *server) ask(ctx context.Context, c *http.Client, method, path, bearer string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, data)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}
