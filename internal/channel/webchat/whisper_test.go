package webchat

import (
	"strings"
	"testing"
	"testing/synctest"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/testkit/desktest"
)

// A word to the agent never reaches the customer: it moves nothing on the feed, and
// stands in no answer, neither then nor after a reconnect.
func TestWhispersNeverReachTheCustomer(t *testing.T) {
	inBubble(t, nil, func(f *fixture) {
		f.User("admin", desk.RoleAdmin)
		token := f.visit("site", "Rui")
		id := desk.ConversationID(f.writes(token, "oi").Conversation.ID)
		f.Take("ana", id)
		w := f.opens(token)
		whisper := engine.SendWhisper{ID: desk.WhisperID(desktest.ID()), Conversation: id, Text: "cuidado, cliente difícil"}
		desktest.Do(f.Desk, desk.ByUser("admin"), whisper)
		synctest.Wait()
		if frames := w.taken(); len(frames) != 0 {
			t.Errorf("the widget heard %q", frames)
		}
		f.Answer("ana", id, "olá")
		desktest.Do(f.Desk, desk.ByUser("admin"), engine.MoveConversation{Conversation: id})
		synctest.Wait()
		told := strings.Join(w.taken(), "\n")
		w.ends()
		again := &window{t: t, token: token, known: map[string]bool{}}
		again.s = &customer{channel: f.chat, conn: again}
		again.says(clientFrame{Type: "hello", Token: token})
		synctest.Wait()
		told += strings.Join(again.taken(), "\n")
		told += f.ask("GET", "/conversation", token, nil).Body.String()
		if !strings.Contains(told, "olá") || strings.Contains(told, "difícil") || strings.Contains(told, string(whisper.ID)) || strings.Contains(told, "admin") {
			t.Errorf("the customer was told %s", told)
		}
	})
}

// taken are the frames so far as they came.
func (w *window) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var frames []string
	for _, f := range w.frames {
		frames = append(frames, string(f))
	}
	w.frames = nil
	return frames
}
