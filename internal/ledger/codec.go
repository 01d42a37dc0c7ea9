package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"pronto/internal/desk"
)

// version is the first byte of a stored chunk. Stored ones can be dropped and
// made again from the events, so that another version needs no reader.
const version = 1

// The order of these is stored.
var (
	blips  = []desk.BlipLabel{desk.BlipOffline, desk.BlipOnline, desk.BlipPaused, desk.BlipInvisible}
	puzzel = []desk.PuzzelLabel{
		desk.PuzzelLoggedOff, desk.PuzzelReady, desk.PuzzelConnecting, desk.PuzzelConnected,
		desk.PuzzelWrapUp, desk.PuzzelBusy, desk.PuzzelNoAnswer, desk.PuzzelPause,
	}
	smartspace = []desk.SmartspaceLabel{desk.Offline, desk.Available, desk.OnBreak, desk.Inactive}
	holds      = []desk.HoldState{desk.Free, desk.Connecting, desk.InCall, desk.WrapUp, desk.NoAnswer}
	signIns    = []desk.SignInState{desk.SignedInQueue, desk.PausedQueue}
)

// An interval is two bytes of bits, then what they announce. The first has the
// labels, two bits for Blip, three for Puzzel, two for Smartspace, and whether it
// was corrected; the second is below.
const (
	holdBits   = 7
	hasReason  = 1 << 3
	hasGap     = 1 << 4 // it does not begin where the one before ended
	hasSince   = 1 << 5 // it does not follow from the one before
	hasOpen    = 1 << 6
	hasOffered = 1 << 7
)

// Encode packs a chunk into some bytes an interval.
func Encode(c Chunk) ([]byte, error) {
	names := namesOf(c)
	b := make([]byte, 0, 16+10*len(c.Intervals)+12*len(c.SignIns))
	b = append(b, version)
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, name := range names {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
	}
	b = binary.AppendUvarint(b, uint64(len(c.Intervals)))
	var last Interval
	var err error
	for _, v := range c.Intervals {
		if b, err = appendInterval(b, v, last, names); err != nil {
			return nil, err
		}
		last = v
	}
	b = binary.AppendUvarint(b, uint64(len(c.SignIns)))
	for _, v := range c.SignIns {
		state := slices.Index(signIns, v.State)
		if state < 0 || v.To <= v.From {
			return nil, fmt.Errorf("encode sign-in %+v: not a stretch of being in or paused", v)
		}
		b = binary.AppendUvarint(b, uint64(slices.Index(names, string(v.Queue))<<1|state))
		b = binary.AppendVarint(b, int64(v.From-last.To))
		b = binary.AppendUvarint(b, uint64(v.To-v.From))
	}
	return b, nil
}

// namesOf lists the reasons and queues of a chunk; they are few.
func namesOf(c Chunk) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, v := range c.Intervals {
		if v.Reason != "" {
			add(string(v.Reason))
		}
	}
	for _, v := range c.SignIns {
		add(string(v.Queue))
	}
	return names
}

func appendInterval(b []byte, v, last Interval, names []string) ([]byte, error) {
	blip, puzzel, smart, hold := slices.Index(blips, v.Blip), slices.Index(puzzel, v.Puzzel), slices.Index(smartspace, v.Smartspace), slices.Index(holds, v.Hold)
	if blip < 0 || puzzel < 0 || smart < 0 || hold < 0 || v.Open < 0 || v.Offered < 0 || v.To <= v.From || v.From < last.To || v.Since > v.From {
		return nil, fmt.Errorf("encode interval %+v: it has an unknown label or is out of order", v)
	}
	labels := byte(blip | puzzel<<2 | smart<<5)
	if v.Corrected {
		labels |= 1 << 7
	}
	more := byte(hold)
	for _, f := range [...]struct {
		bit byte
		on  bool
	}{
		{hasReason, v.Reason != ""},
		{hasGap, v.From != last.To},
		{hasSince, v.Since != sinceAfter(v, last)},
		{hasOpen, v.Open > 0},
		{hasOffered, v.Offered > 0},
	} {
		if f.on {
			more |= f.bit
		}
	}
	b = append(b, labels, more)
	if more&hasReason != 0 {
		b = binary.AppendUvarint(b, uint64(slices.Index(names, string(v.Reason))))
	}
	if more&hasGap != 0 {
		b = binary.AppendUvarint(b, uint64(v.From-last.To))
	}
	b = binary.AppendUvarint(b, uint64(v.To-v.From))
	if more&hasSince != 0 {
		b = binary.AppendUvarint(b, uint64(v.From-v.Since))
	}
	if more&hasOpen != 0 {
		b = binary.AppendUvarint(b, uint64(v.Open))
	}
	if more&hasOffered != 0 {
		b = binary.AppendUvarint(b, uint64(v.Offered))
	}
	return b, nil
}

// sinceAfter is when the run began, if it began in this chunk.
func sinceAfter(v, last Interval) Instant {
	if last.To == v.From && last.sameRun(v) {
		return last.Since
	}
	return v.From
}

// ErrChunk is what is wrong with a chunk that cannot be read. It is to be made
// again from the events.
var ErrChunk = errors.New("ledger chunk is damaged or of another version")

// Decode appends what was encoded to a chunk.
func Decode(data []byte, into *Chunk) error {
	d := decoder{data: data}
	if d.byte() != version {
		return ErrChunk
	}
	names := make([]string, d.size(1))
	for i := range names {
		names[i] = string(d.bytes(d.size(1)))
	}
	var last Interval
	for range d.size(3) {
		last = d.interval(last, names)
		if d.bad {
			return ErrChunk
		}
		into.Intervals = append(into.Intervals, last)
	}
	for range d.size(3) {
		head := d.uvarint()
		from := last.To + d.delta()
		v := SignIn{Queue: desk.QueueID(d.name(names, head>>1)), State: signIns[head&1], From: from, To: from + d.length()}
		if d.bad {
			return ErrChunk
		}
		into.SignIns = append(into.SignIns, v)
	}
	if d.bad || len(d.data) > 0 {
		return ErrChunk
	}
	return nil
}

// decoder takes a chunk apart. Once something is bad it answers nothing more.
type decoder struct {
	data []byte
	bad  bool
}

func (d *decoder) interval(last Interval, names []string) Interval {
	labels, more := d.byte(), d.byte()
	if int(more&holdBits) >= len(holds) {
		d.bad = true
		return last
	}
	v := Interval{
		From: last.To, Blip: blips[labels&3], Puzzel: puzzel[labels>>2&7], Smartspace: smartspace[labels>>5&3],
		Corrected: labels>>7 == 1, Hold: holds[more&holdBits],
	}
	if more&hasReason != 0 {
		v.Reason = desk.PauseReasonID(d.name(names, d.uvarint()))
	}
	if more&hasGap != 0 {
		v.From += d.length()
	}
	v.To = v.From + d.length()
	v.Since = sinceAfter(v, last)
	if more&hasSince != 0 {
		v.Since = v.From - Instant(d.upTo(int64(latest)))
	}
	if more&hasOpen != 0 {
		v.Open = int(d.upTo(1 << 30))
	}
	if more&hasOffered != 0 {
		v.Offered = int(d.upTo(1 << 30))
	}
	if v.To > latest {
		d.bad = true
	}
	return v
}

// latest is an instant that no clock of ours shows; sums below it do not run over.
const latest = Instant(1) << 52

func (d *decoder) byte() byte {
	b := d.bytes(1)
	if d.bad {
		return 0
	}
	return b[0]
}

func (d *decoder) bytes(n int) []byte {
	if d.bad || n > len(d.data) {
		d.bad = true
		return nil
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *decoder) uvarint() uint64 {
	u, n := binary.Uvarint(d.data)
	if d.bad || n <= 0 {
		d.bad = true
		return 0
	}
	d.data = d.data[n:]
	return u
}

func (d *decoder) upTo(most int64) int64 {
	u := d.uvarint()
	if u > uint64(most) {
		d.bad = true
		return 0
	}
	return int64(u)
}

// length is that of a stretch, or of a gap: never nothing.
func (d *decoder) length() Instant {
	l := Instant(d.upTo(int64(latest)))
	d.bad = d.bad || l == 0
	return l
}

func (d *decoder) delta() Instant {
	i, n := binary.Varint(d.data)
	if d.bad || n <= 0 || i > int64(latest) || i < -int64(latest) {
		d.bad = true
		return 0
	}
	d.data = d.data[n:]
	return Instant(i)
}

// size is a number of things of which each takes so many bytes at least.
func (d *decoder) size(each int) int {
	return int(d.upTo(int64(len(d.data) / each)))
}

func (d *decoder) name(names []string, i uint64) string {
	if i >= uint64(len(names)) {
		d.bad = true
		return ""
	}
	return names[i]
}
