package live

import (
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
)

func (f *fixture) agent(u desk.UserID) desk.Agent {
	f.t.Helper()
	synctest.Wait()
	a, _ := f.Agent(u)
	return a.Agent
}

// online opens a window and goes Online or into a pause.
func (f *fixture) declares(u desk.UserID, s desk.Status) *page {
	f.t.Helper()
	p := f.opens(u, "me")
	desktest.Do(f.Desk, desk.ByUser(u), engine.SetStatus{Status: s})
	return p
}

// B-STATUS-20, B-STATUS-22: closing the desk ends a pause; it reopens Invisível.
func TestBStatus20And22AGoodbyeEndsTheStatus(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.declares("ana", desk.Paused)
		ana.ends(socket.PeerLeft)
		a := f.agent("ana")
		ana.wants("within the reload grace", a.Status(), desk.Paused)
		ana.wants("reachable meanwhile", a.Reachable(), false)
		time.Sleep(desk.DefaultPresenceTimes.ReloadGrace + time.Second)
		a = f.agent("ana")
		ana.wants("closed", a.Presence, desk.Gone)
		f.opens("ana", "me")
		ana.wants("reopened", f.agent("ana").Status(), desk.Invisible)
	})
}

// B-STATUS-23: in Invisível work that is held stays, whatever the socket does.
func TestBStatus23InvisibleKeepsItsWork(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.opens("ana", "me")
		c := f.Visit("site", "Rui").Writes("um").Conversation.ID
		f.Take("ana", c)
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Invisible})
		ana.ends(socket.PeerLeft)
		time.Sleep(time.Minute)
		again := f.opens("ana", "me")
		f.Visit("site", "Eva").Writes("dois")
		again.wants("held", f.agent("ana").Status(), desk.Invisible)
		state, _ := f.Agent("ana")
		again.wants("open", state.Load.Open, 1)
	})
}

// A reload is the goodbye of one page load and the hello of the next, in either
// order; neither changes the status.
func TestAReloadIsNoClose(t *testing.T) {
	for _, goodbyeFirst := range []bool{true, false} {
		inBubble(t, func(f *fixture) {
			ana := f.declares("ana", desk.Online)
			next := &page{t: t, f: f, user: "ana", window: ana.window, load: 2, epoch: ana.epoch, seq: ana.seq, rows: ana.rows, texts: ana.texts}
			if goodbyeFirst {
				ana.ends(socket.PeerLeft)
				f.opensWith(next, ana.s.session, "me")
				next.wants("the id", next.window, ana.window)
			} else {
				f.opensWith(next, ana.s.session, "me")
				ana.ends(socket.PeerLeft)
			}
			time.Sleep(time.Minute)
			a := f.agent("ana")
			next.wants("status", a.Status(), desk.Online)
			next.wants("presence", a.Presence, desk.Connected)
		})
	}
}

// A duplicated tab takes the id along, and is given one of its own: closing it
// leaves the other open.
func TestADuplicatedTabGetsItsOwnId(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.declares("ana", desk.Online)
		twin := &page{t: t, f: f, user: "ana", window: ana.window, load: 2, rows: ana.rows, texts: ana.texts}
		f.opensWith(twin, ana.s.session, "me")
		if twin.window == ana.window || twin.window == "" {
			t.Errorf("the twin is %q beside %q", twin.window, ana.window)
		}
		ana.wants("the first socket", ana.closed, 0)
		twin.ends(socket.PeerLeft)
		time.Sleep(time.Minute)
		ana.wants("still", f.agent("ana").Status(), desk.Online)
		ana.ends(socket.PeerLeft)
		time.Sleep(time.Minute)
		ana.wants("the last one closed", f.agent("ana").Presence, desk.Gone)
	})
}

// The same page on a newer socket replaces the older, which says nothing.
func TestAReplacedSocketReportsNothing(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.declares("ana", desk.Online)
		newer := ana.again("me")
		ana.wants("the older", ana.closed, CodeReplaced)
		newer.wants("the newer", newer.closed, 0)
		newer.wants("the id", newer.window, ana.window)
		time.Sleep(10 * time.Minute)
		a := f.agent("ana")
		newer.wants("presence", a.Presence, desk.Connected)
		newer.wants("status", a.Status(), desk.Online)
	})
}

// S-24, C-24: a connection that breaks is lost after a while, not closed; the same
// page comes back with its status as it was.
func TestS24ALossKeepsTheStatusForItsGrace(t *testing.T) {
	for _, cause := range []socket.Cause{socket.Vanished, socket.PeerClosed, socket.TooSlow} {
		inBubble(t, func(f *fixture) {
			ana := f.declares("ana", desk.Online)
			ana.ends(cause)
			seen := f.Now()
			time.Sleep(desk.DefaultPresenceTimes.LostAfter + time.Second)
			a := f.agent("ana")
			ana.wants("lost", a.Presence, desk.Lost)
			ana.wants("since last seen", a.PresenceSince.Equal(seen), true)
			ana.wants("meanwhile", a.Status(), desk.Online)
			ana = ana.again("me")
			a = f.agent("ana")
			ana.wants("back", a.Presence, desk.Connected)
			ana.wants("as before", a.Status(), desk.Online)
		})
	}
}

// A close made by the server is no goodbye.
func TestAShutdownIsNoGoodbye(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.declares("ana", desk.Online)
		before := f.agent("ana")
		f.shutdown()
		after := f.agent("ana")
		ana.wants("the window", after.Windows[0].State, before.Windows[0].State)
		f.restart(Options{})
		time.Sleep(time.Minute)
		ana = ana.again("me")
		ana.wants("after the restart", f.agent("ana").Status(), desk.Online)
	})
}

// What a full disk keeps from being stored is told once there is room, and dated
// when it was true: a goodbye when it was said, a silence at last seen.
func TestAFullDiskForgetsNoEndOfAWindow_1_8_4(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana, bia := f.declares("ana", desk.Paused), f.declares("bia", desk.Online)
		f.DiskFull.Store(true)
		ended := f.Now()
		ana.ends(socket.PeerLeft)
		bia.ends(socket.Vanished)
		time.Sleep(time.Minute)
		ana.wants("while nothing can be stored", f.agent("ana").Presence, desk.Connected)
		refused := ana.again("me")
		ana.wants("a window that comes meanwhile", refused.closed, socket.CodeTryAgain)
		f.DiskFull.Store(false)
		time.Sleep(time.Minute)
		a, b := f.agent("ana"), f.agent("bia")
		ana.wants("who said goodbye", a.Presence, desk.Gone)
		ana.wants("since", a.PresenceSince.Equal(ended), true)
		bia.wants("who vanished", b.Presence, desk.Lost)
		bia.wants("since", b.PresenceSince.Equal(ended), true)
		bia = bia.again("me")
		time.Sleep(10 * time.Minute)
		b = f.agent("bia")
		bia.wants("back", b.Presence, desk.Connected)
		bia.wants("as before", b.Status(), desk.Online)
	})
}

// Nothing waits for room when the server stops; the next start settles it.
func TestAStopDoesNotWaitForAFullDisk(t *testing.T) {
	inBubble(t, func(f *fixture) {
		ana := f.declares("ana", desk.Online)
		f.DiskFull.Store(true)
		ana.ends(socket.PeerLeft)
		f.restart(Options{})
		ana.wants("after the restart", f.agent("ana").Windows[0].State, desk.WindowMissing)
		ana = ana.again("me")
		ana.wants("back", f.agent("ana").Status(), desk.Online)
	})
}
