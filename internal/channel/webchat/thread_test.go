package webchat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pronto/internal/access"
	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/read"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
)

func (f *fixture) finish(id string) {
	f.t.Helper()
	desktest.Do(f.Desk, desk.ByUser("ana"), engine.EndConversation{Conversation: desk.ConversationID(id), Outcome: desk.Finished})
}

func TestTheCustomerSeesTheWholeExchange(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		w := f.opens(token)
		w.wants("before anything", w.state, nil)
		got := f.writes(token, "oi")
		w.read()
		w.wants("the state", w.state.State+" "+w.state.Protocol, "queued "+got.Conversation.Protocol)
		f.Take("ana", desk.ConversationID(got.Conversation.ID))
		f.Answer("ana", desk.ConversationID(got.Conversation.ID), "olá")
		w.read()
		w.wants("who answers", w.state.State+" "+w.state.Agent, "assigned ana")
		w.wants("read so far", w.state.AgentRead, 2)
		w.wants("messages", w.messages, "[oi olá]")
		f.finish(got.Conversation.ID)
		w.read()
		w.wants("closed", w.state.State+" "+w.state.Outcome, "closed finished")
		var rest struct {
			Conversation *wireConversation
			Messages     []wireMessage
		}
		f.ask("GET", "/conversation", token, nil).into(&rest)
		w.wants("over REST", fmt.Sprint(rest.Conversation.State, " ", len(rest.Messages), " ", rest.Messages[1].Author), "closed 2 ana")
	})
}

func TestSentTwiceArrivesOnce(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		body := map[string]any{"id": desktest.ID(), "text": "oi"}
		var first, second written
		f.ask("POST", "/messages", token, body).into(&first)
		f.ask("POST", "/messages", token, body).into(&second)
		want(t, "the repeat", fmt.Sprint(second.Message.ID, second.Message.N), fmt.Sprint(first.Message.ID, 1))
		want(t, "messages", fmt.Sprint(f.conversation(first.Conversation.ID).LastN), "1")
		body["text"] = "outra coisa"
		want(t, "the same id for something else", f.ask("POST", "/messages", token, body).problem(), "409 id_reused")
		thief := f.visit("site", "Eva")
		want(t, "another's id", fmt.Sprint(f.ask("POST", "/messages", thief, body).Code), "409")
	})
}

// A message after closing opens a new conversation; the widget hears the end of
// the old one first.
func TestAMessageAfterClosingOpensANewConversation(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		first := f.writes(token, "um")
		w := f.opens(token)
		away := f.opens(token)
		away.ends()
		f.Take("ana", desk.ConversationID(first.Conversation.ID))
		f.Answer("ana", desk.ConversationID(first.Conversation.ID), "dois")
		f.finish(first.Conversation.ID)
		second := f.writes(token, "três")
		if second.Conversation.ID == first.Conversation.ID || second.Message.N != 1 {
			t.Errorf("%+v goes on in %+v", second, first)
		}
		w.read()
		w.wants("the state", w.state.ID+" "+w.state.State, second.Conversation.ID+" queued")
		w.wants("messages", w.messages, "[um dois três]")
		away = f.again(away)
		away.wants("who was away", away.messages, "[um dois três]")
	})
}

// After any loss the thread is complete, in order, nothing twice.
func TestAReconnectBringsEachMessageOnce(t *testing.T) {
	inBubble(t, withRoom, func(f *fixture) {
		token := f.visit("site", "Rui")
		id := desk.ConversationID(f.writes(token, "um").Conversation.ID)
		f.Take("ana", id)
		w := f.opens(token)
		expect := []string{"um"}
		for round := range 10 {
			w.ends()
			done := make(chan struct{})
			go func() {
				defer close(done)
				for i := range 10 {
					f.Answer("ana", id, fmt.Sprint(round, ".", i))
				}
			}()
			w = f.again(w)
			<-done
			for i := range 10 {
				expect = append(expect, fmt.Sprint(round, ".", i))
			}
		}
		w.read()
		w.wants("the thread", w.messages, expect)
	})
}

// Whoever falls so far behind that commits were dropped reads the store again.
func TestAnOverflowLosesNothing(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		id := desk.ConversationID(f.writes(token, "um").Conversation.ID)
		w := f.opens(token)
		f.Take("ana", id)
		w.read()
		f.chat.feed.overflow()
		f.Answer("ana", id, "dois")
		synctest.Wait()
		w.wants("cut off", w.closed, socket.CodeTryAgain)
		w = f.again(w)
		w.wants("the thread", w.messages, "[um dois]")
		w.wants("the state", w.state.State, "assigned")
	})
}

// More than one page of messages was missed.
func TestALongAbsenceIsCaughtUpInPages(t *testing.T) {
	inBubble(t, withRoom, func(f *fixture) {
		token := f.visit("site", "Rui")
		id := desk.ConversationID(f.writes(token, "0").Conversation.ID)
		w := f.opens(token)
		w.ends()
		f.Take("ana", id)
		expect := []string{"0"}
		for i := 1; i <= 2*threadLimit+50; i++ {
			f.Answer("ana", id, fmt.Sprint(i))
			expect = append(expect, fmt.Sprint(i))
		}
		w = f.again(w)
		w.wants("the thread", strings.Join(w.messages, " "), strings.Join(expect, " "))
	})
}

func TestTheAnswerToTheQuestionChoosesTheQueue(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.Queue("suporte", desk.Pull, desk.Assign, desktest.Serves("ana")...)
		f.Channel("site", "vendas", func(ch *desk.Channel) {
			ch.Question = &desk.Question{Text: "Sobre?", Options: []desk.Option{{Label: "Compras", Queue: "vendas"}, {Label: "Ajuda", Queue: "suporte"}}}
		})
		token := f.visit("site", "Rui")
		post := func(body map[string]any) answered {
			body["id"], body["text"] = desktest.ID(), "oi"
			return f.ask("POST", "/messages", token, body)
		}
		want(t, "no answer", post(map[string]any{}).problem(), "422 invalid answer")
		want(t, "a wrong one", post(map[string]any{"answer": 2}).problem(), "422 invalid answer")
		var got written
		post(map[string]any{"answer": 1}).into(&got)
		want(t, "the queue", string(f.conversation(got.Conversation.ID).Leg.Queue), "suporte")
		want(t, "once it is open none is needed", post(map[string]any{}).problem(), "200")
	})
}

// A customer who leaves while waiting is gone, and after the channel's time the
// conversation closes as abandoned.
func TestACustomerWhoLeavesIsGoneAndThenAbandons(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		w := f.opens(token)
		second := f.opens(token)
		id := f.writes(token, "oi").Conversation.ID
		w.ends()
		time.Sleep(10 * time.Minute)
		w.wants("another window is open", f.conversation(id).CustomerGoneSince.IsZero(), true)
		second.ends()
		w.wants("at first it may be a reload", f.conversation(id).CustomerGoneSince.IsZero(), true)
		time.Sleep(settleFor + time.Second)
		w.wants("gone", f.conversation(id).CustomerGoneSince.IsZero(), false)
		back := f.again(w)
		back.wants("back", f.conversation(id).CustomerGoneSince.IsZero(), true)
		back.ends()
		time.Sleep(settleFor + time.Minute + time.Second)
		w.wants("abandoned", f.conversation(id).Outcome, desk.Abandoned)
		late := f.again(back)
		late.wants("the widget says so", late.state.State+" "+late.state.Outcome, "closed abandoned")
	})
}

func TestAReloadLeavesNoTrace(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		w := f.opens(token)
		id := f.writes(token, "oi").Conversation.ID
		w.read()
		before := f.Seq()
		for range 5 {
			w.ends()
			time.Sleep(settleFor / 2)
			w = f.again(w)
		}
		time.Sleep(time.Minute)
		w.wants("events", f.Seq(), before)
		w.wants("still here", f.conversation(id).CustomerGoneSince.IsZero(), true)
	})
}

// A message that came without any window must not wait for ever.
func TestAMessageWithoutAWindowCanBeAbandoned(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		id := f.writes(f.visit("site", "Rui"), "oi").Conversation.ID
		time.Sleep(settleFor + time.Second)
		if f.conversation(id).CustomerGoneSince.IsZero() {
			t.Error("nobody noticed that there is no window")
		}
		time.Sleep(time.Minute)
		want(t, "outcome", string(f.conversation(id).Outcome), "abandoned")
	})
}

// A close made by the server is no goodbye of the customer.
func TestAShutdownReportsNobodyAsGone(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		w := f.opens(token)
		id := f.writes(token, "oi").Conversation.ID
		f.chat.presence.shutdown()
		w.ends()
		time.Sleep(30 * time.Second)
		if !f.conversation(id).CustomerGoneSince.IsZero() {
			t.Error("gone")
		}
	})
}

func TestHowManyWaitBefore(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		first := f.writes(f.visit("site", "Um"), "oi")
		token := f.visit("site", "Dois")
		w := f.opens(token)
		got := f.writes(token, "oi")
		want(t, "in the answer", fmt.Sprint(*first.Conversation.Ahead, *got.Conversation.Ahead), "0 1")
		time.Sleep(refreshEvery + time.Second)
		w.read()
		w.wants("on the feed", *w.state.Ahead, 1)
		f.Take("ana", desk.ConversationID(first.Conversation.ID))
		time.Sleep(refreshEvery + time.Second)
		w.read()
		w.wants("after one was taken", *w.state.Ahead, 0)
		w.wants("nobody is there", w.state.There, false)
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.OpenWindow{User: "ana", Window: "w", Load: 1})
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.SetStatus{Status: desk.Online})
		time.Sleep(refreshEvery + time.Second)
		w.read()
		w.wants("somebody came", w.state.There, true)
		f.Take("ana", desk.ConversationID(got.Conversation.ID))
		w.read()
		w.wants("not waiting any more", w.state.Ahead, (*int)(nil))
	})
}

func TestMarksMoveLazily(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token := f.visit("site", "Rui")
		id := f.writes(token, "oi").Conversation.ID
		f.Take("ana", desk.ConversationID(id))
		f.Answer("ana", desk.ConversationID(id), "um")
		f.Answer("ana", desk.ConversationID(id), "dois")
		mark := func(token, kind string, n any) string {
			return f.ask("POST", "/"+kind, token, map[string]any{"conversation": id, "n": n}).problem()
		}
		want(t, "delivered", mark(token, "delivered", 3), "204")
		want(t, "read", mark(token, "read", 2), "204")
		stranger := f.visit("site", "Eva")
		want(t, "another's", mark(stranger, "read", 3), "404 not_found")
		f.writes(stranger, "oi")
		want(t, "another's, while an own one is open", mark(stranger, "read", 3), "404 not_found")
		want(t, "nonsense", mark(token, "read", 0), "422 invalid n")
		want(t, "of a wrong type", mark(token, "read", "3"), "422 invalid n")
		time.Sleep(time.Second)
		c := f.conversation(id)
		want(t, "the marks", fmt.Sprint(c.CustomerDelivered, c.CustomerRead), "3 2")
	})
}

func TestTypingPassesBothWays(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token, stranger := f.visit("site", "Rui"), f.visit("site", "Eva")
		w, other := f.opens(token), f.opens(stranger)
		w.says(clientFrame{Type: "typing"})
		w.wants("before there is a conversation", len(f.typing), 0)
		time.Sleep(2 * time.Second)
		id := desk.ConversationID(f.writes(token, "oi").Conversation.ID)
		c := f.Take("ana", id)
		w.read()
		w.says(clientFrame{Type: "typing"})
		w.says(clientFrame{Type: "typing"})
		w.wants("twice in a moment", f.typing, []desk.ConversationID{id})
		f.chat.AgentTypes(c)
		if !w.heard("typing") || other.heard("typing") {
			t.Error("the agent's typing went astray")
		}
	})
}

// Reading while one waits costs the writer at most one command in a moment.
func TestReadingWhileWaitingIsCheap(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.writes(f.visit("site", "Um"), "oi")
		token := f.visit("site", "Dois")
		f.writes(token, "oi")
		time.Sleep(2 * refreshEvery)
		synctest.Wait() // the clock's own errands are done
		f.visitor(token)
		before := f.Stats.Commands.Load()
		var got struct{ Conversation wireConversation }
		for range 10 {
			f.ask("GET", "/conversation", token, nil).into(&got)
		}
		f.opens(token).ends()
		want(t, "place", fmt.Sprint(*got.Conversation.Ahead), "1")
		if n := f.Stats.Commands.Load() - before; n != 2 { // one counts, one says that a window opened
			t.Errorf("%d commands", n)
		}
	})
}

// Who turns out to be somebody else has another thread; their windows follow.
func TestIdentifyingBringsTheWindowAlong(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		proof := map[string]any{"identity": map[string]any{"id": "482", "hmac": access.SignIdentity(desktest.Secret, "482")}}
		elsewhere := f.visit("site", "Helena")
		f.ask("POST", "/channels/site/visitors", elsewhere, proof).into(&struct{ Token string }{})
		known := f.writes(elsewhere, "do outro navegador")
		token := f.visit("site", "")
		w := f.opens(token)
		w.wants("a stranger's thread", w.state, nil)
		f.ask("POST", "/channels/site/visitors", token, proof).into(&struct{ Token string }{})
		synctest.Wait()
		w.wants("told to come again", w.closed, socket.CodeRestart)
		w = f.again(w)
		w.wants("the known thread", w.state.ID+fmt.Sprint(w.messages), known.Conversation.ID+"[do outro navegador]")
	})
}

// Who is recognized in the middle goes on in the conversation that they began; it
// is in the known customer's windows too, and ends as abandoned only once all of
// them are closed.
func TestIdentifyingTakesTheConversationAlong(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		proof := map[string]any{"identity": map[string]any{"id": "482", "hmac": access.SignIdentity(desktest.Secret, "482")}}
		elsewhere := f.visit("site", "Helena")
		f.ask("POST", "/channels/site/visitors", elsewhere, proof).into(&struct{ Token string }{})
		phone := f.opens(elsewhere)
		token := f.visit("site", "")
		w := f.opens(token)
		begun := f.writes(token, "um")
		w.read()
		f.ask("POST", "/channels/site/visitors", token, proof).into(&struct{ Token string }{})
		synctest.Wait()
		w.wants("told to come again", w.closed, socket.CodeRestart)
		w = f.again(w)
		want(t, "goes on", f.writes(token, "dois").Conversation.ID, begun.Conversation.ID)
		want(t, "on the phone too", f.writes(elsewhere, "três").Conversation.ID, begun.Conversation.ID)
		w.read()
		w.wants("the thread", w.messages, "[um dois três]")
		phone.wants("the phone is told to come again", phone.closed, socket.CodeRestart)
		phone = f.again(phone)
		phone.wants("the phone's thread", phone.messages, "[um dois três]")
		w.ends()
		time.Sleep(2 * time.Minute)
		want(t, "a window is open", string(f.conversation(begun.Conversation.ID).Outcome), "")
		phone.ends()
		time.Sleep(2 * time.Minute)
		want(t, "all are closed", string(f.conversation(begun.Conversation.ID).Outcome), "abandoned")
	})
}

func TestFilesAreOnlyTheOwnAndCannotRun(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		token, stranger := f.visit("site", "Rui"), f.visit("site", "Eva")
		upload := func(name, mime, body string) answered {
			return f.ask("POST", "/files?name="+name, token, body, "Content-Type", mime)
		}
		png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
		var picture, page struct{ ID, Kind, MIME, URL string }
		upload("foto.png", "image/png", png).into(&picture)
		upload("pagina.html", "text/html", "<html><script>alert(1)</script></html>").into(&page)
		want(t, "the picture", picture.Kind+" "+picture.URL, "image /widget/v1/files/"+picture.ID)
		want(t, "a page", page.Kind, "document")
		want(t, "a program", upload("setup.exe", "application/octet-stream", "MZ\x90\x00").problem(), "415 type_refused")
		want(t, "a lie", upload("foto.png", "image/png", "<html><script>alert(1)</script></html>").problem(), "415 type_refused")
		want(t, "nothing", upload("a.txt", "text/plain", "").problem(), "422 invalid body")
		want(t, "no name", upload("", "text/plain", "a").problem(), "422 invalid name")
		want(t, "too large", upload("a.txt", "text/plain", strings.Repeat("a", MaxFile+1)).problem(), "413 too_large")

		get := func(token, id string) answered { return f.ask("GET", "/files/"+id, token, nil) }
		shown, sent := get(token, picture.ID), get(token, page.ID)
		want(t, "the bytes", shown.Body.String(), png)
		want(t, "a picture is shown", shown.Header().Get("Content-Type")+" "+shown.Header().Get("Content-Disposition"), "image/png inline; filename=foto.png")
		want(t, "a page is not", sent.Header().Get("Content-Type")+" "+sent.Header().Get("Content-Disposition"), "application/octet-stream attachment; filename=pagina.html")
		for _, a := range []answered{shown, sent} {
			if a.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(a.Header().Get("Content-Security-Policy"), "sandbox;") {
				t.Errorf("headers %v", a.Header())
			}
		}
		want(t, "a stranger's look", get(stranger, picture.ID).problem(), "404 not_found")
		want(t, "no such file", get(token, "nope").problem(), "404 not_found")
		want(t, "a stranger's message", f.ask("POST", "/messages", stranger, map[string]any{"id": desktest.ID(), "files": []string{picture.ID}}).problem(), "422 invalid files")

		var got written
		f.ask("POST", "/messages", token, map[string]any{"id": desktest.ID(), "files": []string{picture.ID}}).into(&got)
		want(t, "in the message", got.Message.Files[0].URL, "/widget/v1/files/"+picture.ID)
		id := desk.ConversationID(got.Conversation.ID)
		f.Take("ana", id)
		agents := desktest.Do(f.Desk, desk.ByUser("ana"), engine.StoreFile{File: desk.File{Name: "nota.png", MIME: "image/png", Kind: "image", Size: int64(len(png)), Hash: f.hashOf(picture.ID)}})
		want(t, "an agent's file that nobody sent", get(token, string(agents.ID)).problem(), "404 not_found")
		desktest.Do(f.Desk, desk.ByUser("ana"), engine.WriteMessage{ID: desk.MessageID(desktest.ID()), Conversation: id, Files: []desk.FileID{agents.ID}})
		want(t, "an agent's file that was sent", get(token, string(agents.ID)).problem(), "200")
		want(t, "to a stranger", get(stranger, string(agents.ID)).problem(), "404 not_found")
	})
}

// picky is a store that refuses NUL, as one of the databases does.
type picky struct{ Store }

var errNUL = errors.New("invalid byte sequence")

func (s picky) File(ctx context.Context, id desk.FileID) (desk.File, bool, error) {
	if strings.ContainsRune(string(id), 0) {
		return desk.File{}, false, errNUL
	}
	return s.Store.File(ctx, id)
}

func (s picky) ByIDs(ctx context.Context, ids []desk.ConversationID) ([]read.Row, error) {
	if strings.ContainsRune(string(ids[0]), 0) {
		return nil, errNUL
	}
	return s.Store.ByIDs(ctx, ids)
}

func TestWhatCannotBeAnIdIsNotLookedFor(t *testing.T) {
	inBubble(t, func(o *Options) { o.Store = picky{o.Store} }, func(f *fixture) {
		token := f.visit("site", "Rui")
		for _, id := range []string{"%00", "%ff", "a%20b"} {
			want(t, id, f.ask("GET", "/files/"+id, token, nil).problem(), "404 not_found")
		}
		refused := f.ask("POST", "/messages", token, `{"id":"`+desktest.ID()+`","files":["\u0000"]}`)
		want(t, "in a message", refused.problem(), "422 invalid files")
		if !strings.Contains(refused.Body.String(), `file \"\\x00\" does not exist`) {
			t.Errorf("it was looked for: %s", refused.Body)
		}
		want(t, "a mark", f.ask("POST", "/read", token, `{"conversation":"\u0000","n":1}`).problem(), "422 invalid conversation")
		w := &window{t: t}
		w.s = &customer{channel: f.chat, conn: w}
		w.s.Frame([]byte(`{"type":"hello","token":"` + token + `","conversation":"\u0000","n":1}`))
		synctest.Wait()
		if w.closed != 0 {
			t.Errorf("the window was closed with %d", w.closed)
		}
		w.s.Ended(socket.End{Cause: socket.PeerLeft})
	})
}

func (f *fixture) hashOf(id string) string {
	f.t.Helper()
	file, ok, err := f.Store.File(f.t.Context(), desk.FileID(id))
	if err != nil || !ok {
		f.t.Fatal(ok, err)
	}
	return file.Hash
}

func TestNonsenseOnTheFeedIsCutOff(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		for _, first := range []string{`{"type":"typing"}`, `nonsense`, `{"type":"hello","token":1}`, `{"type":"hello","extra":true}`} {
			w := &window{t: t}
			w.s = &customer{channel: f.chat, conn: w}
			w.s.Frame([]byte(first))
			synctest.Wait()
			if w.closed == 0 {
				t.Errorf("%s was taken", first)
			}
		}
	})
}
