package live

import (
	"fmt"
	"testing"

	"pronto/internal/desk"
	"pronto/internal/engine"
	"pronto/internal/socket"
	"pronto/internal/testkit/desktest"
)

type sink struct{ bytes int }

func (s *sink) Send(frame []byte) bool  { s.bytes += len(frame); return true }
func (*sink) Close(socket.Code, string) {}

// What one customer message costs the feed must not grow with the desks that it
// does not concern.
func BenchmarkMessageToItsReaders(b *testing.B) {
	for _, windows := range []int{50, 5000} {
		b.Run(fmt.Sprint(windows, " windows"), func(b *testing.B) {
			d := desktest.New(b)
			hub, err := New(Options{Engine: d.Engine, Store: d.Store})
			if err != nil {
				b.Fatal(err)
			}
			d.Start()
			b.Cleanup(func() { hub.Shutdown(b.Context()); d.Close() })
			var users []desk.UserID
			for i := range 50 {
				users = append(users, d.User(fmt.Sprint("agent", i), desk.RoleAgent))
			}
			d.Queue("vendas", desk.Pull, desk.Assign, desktest.Serves(users...)...)
			d.Channel("site", "vendas")
			w := d.Visit("site", "Rui").Writes("oi")
			c := d.Take(users[0], w.Conversation.ID)
			for i := range windows {
				u := users[i%len(users)]
				if i >= len(users) { // only the first of each user looks at the thread
					u = users[1+i%(len(users)-1)]
				}
				s := hub.newSubscriber(&sink{}, u, d.Session(u))
				if _, _, ok := hub.register(s, true, nil); !ok {
					b.Fatal("not registered")
				}
				s.holds = 0
				if u == users[0] {
					s.topics[c.ID] = &membership{basis: byList, row: c}
					hub.topics.add(c.ID, s)
				}
			}
			b.ReportAllocs()
			for n := int64(1); b.Loop(); n++ {
				after := c
				after.Rev += n
				hub.dispatch(hub.encodable(&engine.Committed{
					Seq: after.Rev, Conversations: []engine.ConversationChange{{Before: c, After: after}}, Messages: []desk.Message{w.Message},
				}))
			}
		})
	}
}
