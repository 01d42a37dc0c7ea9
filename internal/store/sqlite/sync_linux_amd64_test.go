package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

// childDirectory names the data directory to the process whose calls are
// counted; it is this test binary once more.
const childDirectory = "PRONTO_TEST_SYNCS_IN"

// flushesOfChild is how often the child flushes.
const flushesOfChild = 20

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDirectory); dir != "" {
		if err := flushMany(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// flushMany says that a flush was answered by a call that its observer knows:
// getppid, which nothing else here makes.
func flushMany(dir string) error {
	db, err := Open(context.Background(), dir)
	if err != nil {
		return err
	}
	syscall.Getppid()
	for n := range int64(flushesOfChild) {
		if err := db.Flush(context.Background(), event(n+1)); err != nil {
			return err
		}
		syscall.Getppid()
	}
	return db.Close()
}

// TestSyncs counts the calls that the kernel gets: between the beginning of a
// flush and its answer there is at least one fsync or fdatasync. A process that
// is killed proves nothing about that, as the kernel keeps what was not synced.
func TestSyncs(t *testing.T) {
	calls, err := trace(t.TempDir())
	if errors.Is(err, errNoTracing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	answers, syncs := 0, 0
	for _, call := range calls {
		switch call {
		case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
			syncs++
		case syscall.SYS_GETPPID:
			if answers > 0 && syncs == 0 {
				t.Errorf("flush %d was answered without a sync", answers)
			}
			answers++
			syncs = 0
		}
	}
	if answers != flushesOfChild+1 {
		t.Errorf("%d answers were seen, not %d", answers, flushesOfChild+1)
	}
}

var errNoTracing = errors.New("this system does not let a process be traced")

// stopAtCall marks a stop at a system call, asked for by optionGood.
const stopAtCall = syscall.SIGTRAP | 0x80

// trace runs the child and lists, in order, the calls it entered that matter.
func trace(dir string) ([]uint64, error) {
	// Only the thread that began to trace may go on with it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command("/proc/self/exe") //nolint:noctx // it is waited for below
	cmd.Env = append(os.Environ(), childDirectory+"="+dir)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoTracing, err)
	}
	pid := cmd.Process.Pid
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		return nil, fmt.Errorf("wait for the child: %w", err)
	}
	const options = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE
	if err := syscall.PtraceSetOptions(pid, options); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", errNoTracing, err), cmd.Process.Kill())
	}
	return follow(pid, pid)
}

// follow lets every thread of the child go from call to call until it ends.
func follow(child, thread int) (calls []uint64, err error) {
	inCall := map[int]bool{}
	for signal := 0; ; {
		if err := syscall.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return calls, fmt.Errorf("let thread %d go on: %w", thread, err)
		}
		var status syscall.WaitStatus
		for {
			if thread, err = syscall.Wait4(-1, &status, syscall.WALL, nil); err != nil {
				return calls, fmt.Errorf("wait for a thread: %w", err)
			}
			if !status.Exited() && !status.Signaled() {
				break
			}
			if thread == child {
				if status.ExitStatus() != 0 {
					return calls, fmt.Errorf("the child ended with %v", status)
				}
				return calls, nil
			}
		}
		signal = 0
		switch stop := status.StopSignal(); stop {
		case stopAtCall:
			if inCall[thread] = !inCall[thread]; inCall[thread] {
				call, err := callOf(thread)
				if err != nil {
					return calls, err
				}
				calls = append(calls, call)
			}
		case syscall.SIGTRAP, syscall.SIGSTOP: // a thread was born
		default:
			signal = int(stop)
		}
	}
}

// callOf is the number of the system call that a stopped thread enters.
func callOf(thread int) (uint64, error) {
	var registers syscall.PtraceRegs
	err := syscall.PtraceGetRegs(thread, &registers)
	return registers.Orig_rax, err
}
