package ledger

import (
	"encoding/binary"
	"fmt"
	"slices"

	"pronto/internal/desk"
)

// workVersion is the first byte of a stored chunk of work.
const workVersion = 101

// The order of these is stored.
var (
	outcomes    = []desk.Outcome{"", desk.Finished, desk.Archived, desk.Abandoned, desk.Returned, desk.Moved}
	sources     = []desk.AssignSource{"", desk.ByRouter, desk.ByOffer, desk.ByTake, GivenByMove}
	beginnings  = []Began{ByCustomer, ByReturn, ByMove}
	offerStates = []desk.OfferState{desk.OfferPending, desk.OfferAccepted, desk.OfferDeclined, desk.OfferExpired, desk.OfferWithdrawn}
)

// What the bits before a leg announce, above its words.
const (
	legAnswered = 1 << (8 + iota)
	legAssigned
	legReplied
	legEnded
)

// offerEnded is above the offer's state.
const offerEnded = 1 << 3

// EncodeWork packs work into some fifty bytes a leg, most of which are its two
// ids. What goes on can be packed too.
func EncodeWork(c WorkChunk) ([]byte, error) {
	e := workEncoder{names: map[string]uint64{}}
	for _, l := range c.Legs {
		e.leg(l)
	}
	for _, o := range c.Offers {
		e.offer(o)
	}
	if e.err != nil {
		return nil, e.err
	}
	b := []byte{workVersion}
	b = binary.AppendUvarint(b, uint64(len(e.list)))
	for _, name := range e.list {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
	}
	b = binary.AppendUvarint(b, uint64(len(c.Legs)))
	b = binary.AppendUvarint(b, uint64(len(c.Offers)))
	return append(e.appendIDs(b), e.facts...), nil
}

// workEncoder collects facts, and beside them the names that they repeat and the
// ids that they do not.
type workEncoder struct {
	names map[string]uint64
	list  []string
	ids   []string
	facts []byte
	last  Instant
	err   error
}

func (e *workEncoder) leg(l Leg) {
	outcome, source, began := slices.Index(outcomes, l.Outcome), slices.Index(sources, l.Source), slices.Index(beginnings, l.Began)
	if outcome < 0 || source < 0 || began < 0 || l.Moves < 0 {
		e.err = fmt.Errorf("encode leg %+v: it has an unknown word", l)
		return
	}
	bits := uint64(outcome | source<<3 | began<<6)
	for _, f := range [...]struct {
		bit uint64
		on  bool
	}{{legAnswered, l.Answered}, {legAssigned, l.AssignedAt != 0}, {legReplied, l.FirstReplyAt != 0}, {legEnded, l.EndedAt != 0}} {
		if f.on {
			bits |= f.bit
		}
	}
	e.ids = append(e.ids, string(l.ID), string(l.Conversation))
	e.uvarint(bits)
	e.uvarint(uint64(l.Moves))
	e.name(string(l.Channel))
	e.name(string(l.Queue))
	e.name(string(l.Agent))
	for _, at := range [...]Instant{l.OpenedAt, l.QueuedAt, l.AssignedAt, l.FirstReplyAt, l.EndedAt} {
		e.instant(at)
	}
}

func (e *workEncoder) offer(o Offer) {
	state := slices.Index(offerStates, o.State)
	if state < 0 {
		e.err = fmt.Errorf("encode offer %+v: it has an unknown state", o)
		return
	}
	bits := uint64(state)
	if o.Ended != 0 {
		bits |= offerEnded
	}
	e.ids = append(e.ids, string(o.ID), string(o.Conversation))
	e.uvarint(bits)
	e.name(string(o.Queue))
	e.name(string(o.Agent))
	e.instant(o.Made)
	e.instant(o.Ended)
}

// instant writes how far one that is set is from the one before it.
func (e *workEncoder) instant(at Instant) {
	if at == 0 {
		return
	}
	e.facts = binary.AppendVarint(e.facts, int64(at-e.last))
	e.last = at
}

func (e *workEncoder) uvarint(n uint64) { e.facts = binary.AppendUvarint(e.facts, n) }

func (e *workEncoder) name(name string) {
	i, ok := e.names[name]
	if !ok {
		i = uint64(len(e.list))
		e.names[name], e.list = i, append(e.list, name)
	}
	e.uvarint(i)
}

// How the ids of a chunk are written.
const (
	idsAsText = iota
	idsPacked
)

// appendIDs writes ULIDs as sixteen bytes each. Where one is none, all are
// written out.
func (e *workEncoder) appendIDs(b []byte) []byte {
	packed := append(make([]byte, 0, 16*len(e.ids)+1), idsPacked)
	for _, id := range e.ids {
		high, low, ok := packULID(id)
		if !ok {
			return e.appendText(b)
		}
		packed = binary.BigEndian.AppendUint64(packed, high)
		packed = binary.BigEndian.AppendUint64(packed, low)
	}
	return append(b, packed...)
}

func (e *workEncoder) appendText(b []byte) []byte {
	b = append(b, idsAsText)
	for _, id := range e.ids {
		b = binary.AppendUvarint(b, uint64(len(id)))
		b = append(b, id...)
	}
	return b
}

// ulidDigits are those of Crockford's base 32.
const ulidDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const ulidLength = 26

// ulidValue is what a digit stands for; 255 what is none.
var ulidValue = func() (values [256]byte) {
	for i := range values {
		values[i] = 255
	}
	for i := range ulidDigits {
		values[ulidDigits[i]] = byte(i)
	}
	return values
}()

func packULID(id string) (high, low uint64, ok bool) {
	if len(id) != ulidLength || id[0] > '7' {
		return 0, 0, false
	}
	for i := range len(id) {
		v := ulidValue[id[i]]
		if v == 255 {
			return 0, 0, false
		}
		high, low = high<<5|low>>59, low<<5|uint64(v)
	}
	return high, low, true
}

func appendULID(b []byte, high, low uint64) []byte {
	var text [ulidLength]byte
	for i := ulidLength - 1; i >= 0; i-- {
		text[i] = ulidDigits[low&31]
		high, low = high>>5, low>>5|high<<59
	}
	return append(b, text[:]...)
}

// DecodeWork appends what was encoded to a chunk.
func DecodeWork(data []byte, into *WorkChunk) error {
	d := workDecoder{decoder: decoder{data: data}}
	if d.byte() != workVersion {
		return ErrChunk
	}
	d.names = make([]string, d.size(1))
	for i := range d.names {
		d.names[i] = string(d.bytes(d.size(1)))
	}
	legs, offers := d.size(leastLeg), d.size(leastOffer)
	d.readIDs(2 * (legs + offers))
	into.Legs = slices.Grow(into.Legs, legs)
	for range legs {
		into.Legs = append(into.Legs, d.leg())
	}
	into.Offers = slices.Grow(into.Offers, offers)
	for range offers {
		into.Offers = append(into.Offers, d.offer())
	}
	if d.bad || len(d.data) > 0 {
		return ErrChunk
	}
	return nil
}

// The bytes that a leg and an offer take at least, their ids with them.
const (
	leastLeg   = 9
	leastOffer = 6
)

type workDecoder struct {
	decoder
	names []string
	// ids are one text, so that thousands of them are one allocation; ends are where
	// each ends in it.
	ids  string
	ends []int
	next int
	last Instant
}

func (d *workDecoder) readIDs(n int) {
	if d.bad {
		return
	}
	d.ends = make([]int, 0, n)
	var text []byte
	packed := d.byte() == idsPacked
	if packed {
		text = make([]byte, 0, n*ulidLength)
	}
	for range n {
		if packed {
			if b := d.bytes(16); !d.bad {
				text = appendULID(text, binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]))
			}
		} else {
			text = append(text, d.bytes(d.size(1))...)
		}
		d.ends = append(d.ends, len(text))
	}
	d.ids = string(text)
}

func (d *workDecoder) id() string {
	if d.bad {
		return ""
	}
	begin := 0
	if d.next > 0 {
		begin = d.ends[d.next-1]
	}
	id := d.ids[begin:d.ends[d.next]]
	d.next++
	return id
}

func (d *workDecoder) leg() Leg {
	bits := d.uvarint()
	outcome, began := bits&7, bits>>6&3
	source := bits >> 3 & 7
	if outcome >= uint64(len(outcomes)) || source >= uint64(len(sources)) || began >= uint64(len(beginnings)) {
		d.bad = true
		return Leg{}
	}
	l := Leg{
		ID: desk.LegID(d.id()), Conversation: desk.ConversationID(d.id()),
		Outcome: outcomes[outcome], Source: sources[source], Began: beginnings[began], Answered: bits&legAnswered != 0,
		Moves:   int(d.upTo(1 << 30)),
		Channel: desk.ChannelID(d.named()), Queue: desk.QueueID(d.named()), Agent: desk.UserID(d.named()),
		OpenedAt: d.instant(true), QueuedAt: d.instant(true),
	}
	l.AssignedAt = d.instant(bits&legAssigned != 0)
	l.FirstReplyAt = d.instant(bits&legReplied != 0)
	l.EndedAt = d.instant(bits&legEnded != 0)
	return l
}

func (d *workDecoder) offer() Offer {
	bits := d.uvarint()
	state := bits & 7
	if state >= uint64(len(offerStates)) {
		d.bad = true
		return Offer{}
	}
	return Offer{
		ID: desk.OfferID(d.id()), Conversation: desk.ConversationID(d.id()), State: offerStates[state],
		Queue: desk.QueueID(d.named()), Agent: desk.UserID(d.named()), Made: d.instant(true), Ended: d.instant(bits&offerEnded != 0),
	}
}

func (d *workDecoder) named() string { return d.name(d.names, d.uvarint()) }

func (d *workDecoder) instant(set bool) Instant {
	if !set || d.bad {
		return 0
	}
	d.last += d.delta()
	return d.last
}
