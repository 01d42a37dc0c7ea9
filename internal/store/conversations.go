package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pronto/internal/desk"
	"pronto/internal/read"
)

// arguments are collected while a statement is written.
type arguments struct{ values []any }

// add returns the parameter that stands for a value.
func (a *arguments) add(v any) string {
	a.values = append(a.values, v)
	return fmt.Sprintf("$%d", len(a.values))
}

// in returns the parameters of a list.
func in[S ~string](a *arguments, values []S) string {
	parameters := make([]string, len(values))
	for i, v := range values {
		parameters[i] = a.add(string(v))
	}
	return strings.Join(parameters, ", ")
}

func rowsWhere(condition string) string {
	return fmt.Sprintf("SELECT %s, %s FROM conversations c JOIN contacts k ON k.id = c.contact WHERE %s", conversations.names("c"), contacts.names("k"), condition)
}

func scanRow(s scanner) (read.Row, error) {
	var r read.Row
	err := s.Scan(append(conversationColumns(&r.Conversation), contactColumns(&r.Contact)...)...)
	r.Conversation.Leg.Conversation = r.Conversation.ID
	return r, err
}

// ordering is how a list is sorted and where a page of it ended. The rank of a
// row is found in the index that the list reads.
type ordering struct {
	by string // ORDER BY
	// beyond is the condition for what comes after a row.
	beyond func(a *arguments, c cursor) string
	rank   func(desk.Conversation) cursor
}

// cursor is the place of a row in a list.
type cursor struct {
	Priority int64  `json:"p,omitempty"`
	At       int64  `json:"t"`
	ID       string `json:"i"`
}

func newestBy(column string, at func(desk.Conversation) int64) ordering {
	return ordering{
		by: column + " DESC, id DESC",
		beyond: func(a *arguments, c cursor) string {
			if c.At == stillOpen {
				return "1 = 1"
			}
			return fmt.Sprintf("(%s, id) < (%s, %s)", column, a.add(c.At), a.add(c.ID))
		},
		rank: func(c desk.Conversation) cursor { return cursor{At: at(c), ID: string(c.ID)} },
	}
}

// stillOpen is where open conversations stand among the closed: before all.
const stillOpen = 1 << 62

var (
	byAssigned = newestBy("assigned_at", func(c desk.Conversation) int64 { return millis(c.Leg.AssignedAt) })
	byClosed   = newestBy("closed_at", func(c desk.Conversation) int64 { return millis(c.ClosedAt) })
	// byEnd is byClosed behind what is open, which goes by its ids.
	byEnd = ordering{
		by: "CASE WHEN closed_at = 0 THEN 1 ELSE 0 END DESC, closed_at DESC, id DESC",
		rank: func(c desk.Conversation) cursor {
			if c.Open() {
				return cursor{At: stillOpen, ID: string(c.ID)}
			}
			return byClosed.rank(c)
		},
	}
	byID = ordering{
		by: "id DESC",
		beyond: func(a *arguments, c cursor) string {
			if c.At != stillOpen {
				return "1 = 0"
			}
			return "id < " + a.add(c.ID)
		},
	}
	// byTurn is the router's own order: priority, then oldest.
	byTurn = ordering{
		by: "priority DESC, queued_at, id",
		beyond: func(a *arguments, c cursor) string {
			priority, at, id := a.add(c.Priority), a.add(c.At), a.add(c.ID)
			return fmt.Sprintf("priority <= %[1]s AND (priority < %[1]s OR queued_at > %[2]s OR (queued_at = %[2]s AND id > %[3]s))", priority, at, id)
		},
		rank: func(c desk.Conversation) cursor {
			return cursor{Priority: int64(c.Priority), At: millis(c.Leg.QueuedAt), ID: string(c.ID)}
		},
	}
)

// Conversations is one page of a list.
func (r *Reader) Conversations(ctx context.Context, ask read.ConversationsQuery) (page read.ConversationsPage, err error) {
	l := &listing{ask: ask, limit: max(ask.Limit, 1)}
	err = r.source.Snapshot(ctx, func(q Queryer) error {
		if err := l.search.weigh(ctx, q, ask.Search); err != nil {
			return err
		}
		if err := l.choose(); err != nil {
			return err
		}
		if len(l.branches) > 0 {
			if page.Rows, err = all(ctx, q, scanRow, l.sql(), l.args.values...); err != nil {
				return fmt.Errorf("list conversations: %w", err)
			}
		}
		page.Seq, err = seq(ctx, q)
		return err
	})
	if len(page.Rows) > l.limit {
		page.Rows = page.Rows[:l.limit]
		page.Next = l.order.rank(page.Rows[l.limit-1].Conversation).String()
	}
	return page, err
}

// listing writes one list's statement. What the viewer may see is the union of
// branches, each of which reads one index in the order of the list and stops
// after a page: so a page costs the same however much is stored.
type listing struct {
	ask      read.ConversationsQuery
	search   search
	limit    int
	order    ordering
	after    *cursor
	args     arguments
	branches []string
}

func (l *listing) choose() error {
	if err := l.place(); err != nil {
		return err
	}
	v := l.ask.Viewer
	switch l.ask.List {
	case read.InQueue:
		l.order = byTurn
		l.queues("state IN ('queued', 'offered')", either(v.Serves, l.ask.Viewer.Supervises))
	case read.Mine:
		l.order = byAssigned
		l.branch("state = 'assigned' AND agent = " + l.args.add(string(v.User)))
	case read.Supervised:
		l.order = byAssigned
		l.queues("state = 'assigned'", l.ask.Viewer.Supervises)
	case read.Past:
		l.order = byClosed
		l.past()
		if l.search.asked() {
			l.open()
			l.order = byEnd
		}
	default:
		return desk.InvalidField("list", "%q is not a list", l.ask.List)
	}
	return nil
}

// either is what is in one list or the other.
func either(a, b []desk.QueueID) []desk.QueueID {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return slices.Compact(both)
}

// queues adds a branch for each queue, or one over all for an administrator.
func (l *listing) queues(condition string, visible []desk.QueueID) {
	if l.ask.Viewer.All {
		l.branch(condition)
		return
	}
	for _, q := range visible {
		if l.ask.Queue == "" || l.ask.Queue == q {
			l.branch(condition + " AND queue = " + l.args.add(string(q)))
		}
	}
}

// past is what is closed: the viewer's own, of any leg; earlier conversations of
// the contacts they serve now; and what they oversee.
func (l *listing) past() {
	const closed = "closed_at <> 0"
	l.queues(closed, l.ask.Viewer.Supervises)
	if l.ask.Viewer.All {
		return
	}
	me := l.args.add(string(l.ask.Viewer.User))
	l.branch(closed + " AND agent = " + me)
	l.branch(closed + " AND id IN (SELECT conversation FROM legs WHERE agent = " + me + ")")
	l.branch(closed + " AND contact IN (SELECT contact FROM conversations WHERE state = 'assigned' AND agent = " + me + ")")
}

// open is what is open and the viewer's to see, for a search of the past.
func (l *listing) open() {
	// Said in this way because asked for what is open in the order of ids, SQLite
	// walks all that was ever stored.
	const open = "id IN (SELECT id FROM conversations WHERE closed_at = 0)"
	v := l.ask.Viewer
	l.order = byID
	if v.All {
		l.branch(open)
		return
	}
	me := l.args.add(string(v.User))
	mine := []string{
		"agent = " + me,
		"id IN (SELECT conversation FROM legs WHERE agent = " + me + ")",
		"contact IN (SELECT contact FROM conversations WHERE state = 'assigned' AND agent = " + me + ")",
	}
	if overseen := l.ask.Viewer.Supervises; len(overseen) > 0 {
		mine = append(mine, "queue IN ("+in(&l.args, overseen)+")")
	}
	if len(v.Serves) > 0 {
		mine = append(mine, "(state IN ('queued', 'offered') AND queue IN ("+in(&l.args, v.Serves)+"))")
	}
	l.branch(open + " AND (" + strings.Join(mine, " OR ") + ")")
}

// branch adds rows of one condition, within the page, the queue and the search
// that were asked for.
func (l *listing) branch(condition string) {
	if l.ask.Queue != "" {
		condition += " AND queue = " + l.args.add(string(l.ask.Queue))
	}
	if l.after != nil {
		condition += " AND " + l.order.beyond(&l.args, *l.after)
	}
	if l.search.asked() {
		condition += " AND " + l.search.condition(&l.args)
	}
	l.branches = append(l.branches, fmt.Sprintf("SELECT id FROM conversations WHERE %s ORDER BY %s LIMIT %d", condition, l.order.by, l.limit+1))
}

// sql is the whole statement.
func (l *listing) sql() string {
	parts := make([]string, len(l.branches))
	for i, b := range l.branches {
		parts[i] = fmt.Sprintf("SELECT id FROM (%s) AS part%d", b, i)
	}
	return rowsWhere("c.id IN ("+strings.Join(parts, " UNION ")+")") + fmt.Sprintf(" ORDER BY %s LIMIT %d", l.order.qualified(), l.limit+1)
}

// qualified is for where the contact stands beside, who has an id, too.
func (o ordering) qualified() string { return strings.Replace(o.by, " id", " c.id", 1) }

func (l *listing) place() error {
	if l.ask.Cursor == "" {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(l.ask.Cursor)
	if err == nil {
		err = json.Unmarshal(data, &l.after)
	}
	// An id that holds NUL would fail in one of the databases.
	if err != nil || l.after != nil && strings.ContainsRune(l.after.ID, 0) {
		return desk.InvalidField("cursor", "cursor %q is not one that was given out", l.ask.Cursor)
	}
	return nil
}

// String is the opaque form of a cursor.
func (c cursor) String() string { return base64.RawURLEncoding.EncodeToString([]byte(text(c))) }
