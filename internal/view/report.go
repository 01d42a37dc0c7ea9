package view

import "time"

// Report is a table of figures. Each value keeps what it was divided from, so that
// a total is never an average of averages.
type Report struct {
	Kind string    `json:"kind" enum:"agents,queues,intervals,days"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Until is how far it is counted: now, when To has not come yet.
	Until   time.Time      `json:"until"`
	Zone    string         `json:"zone" doc:"Days and intervals are those of this time zone."`
	Step    int            `json:"step_minutes,omitempty"`
	Service ServiceVariant `json:"service"`
	Columns []ReportColumn `json:"columns"`
	Rows    []ReportRow    `json:"rows"`
	Totals  []ReportValue  `json:"totals"`
}

// ServiceVariant is by which variant a service level is counted.
type ServiceVariant struct {
	Seconds int64 `json:"seconds"`
	Variant int   `json:"variant" minimum:"1" maximum:"4"`
}

// ReportColumn is one figure.
type ReportColumn struct {
	Key     string `json:"key"`
	Title   string `json:"title"`
	Unit    string `json:"unit" enum:"ms,count,ratio"`
	Formula string `json:"formula" doc:"How it is counted, in words of the language asked for."`
	// Total says how rows make the total: their values add up, or it is counted anew
	// from all that they were counted from.
	Total string `json:"total" enum:"sum,pooled"`
	// Quotient says that the value is the numerator by the denominator; of what is
	// neither that nor a sum, the denominator is how many values there were.
	Quotient bool   `json:"quotient"`
	From     string `json:"from" enum:"interval,sign_in,leg,offer" doc:"What it is counted from, as /reports/detail shows it."`
}

// ReportRow is an agent, a queue, a stretch of time, or one of the former or a
// channel in one of the latter.
type ReportRow struct {
	Agent   *Ref          `json:"agent,omitempty"`
	Queue   *Ref          `json:"queue,omitempty"`
	Channel *Ref          `json:"channel,omitempty"`
	Start   *time.Time    `json:"start,omitempty"`
	End     *time.Time    `json:"end,omitempty"`
	Values  []ReportValue `json:"values" doc:"In the order of the columns."`
}

// ReportValue is one figure's value: absent where there is nothing to divide by. A
// figure that is no quotient has no denominator.
type ReportValue struct {
	Value       *float64 `json:"value,omitempty"`
	Numerator   int64    `json:"numerator"`
	Denominator int64    `json:"denominator,omitempty"`
}

// ReportFact is one thing that a figure was counted from, with what it added.
type ReportFact struct {
	Kind         string     `json:"kind" enum:"interval,sign_in,leg,offer"`
	ID           string     `json:"id,omitempty"`
	Conversation string     `json:"conversation,omitempty"`
	Agent        *Ref       `json:"agent,omitempty"`
	Queue        *Ref       `json:"queue,omitempty"`
	Channel      *Ref       `json:"channel,omitempty"`
	From         time.Time  `json:"from"`
	To           *time.Time `json:"to,omitempty"`
	AssignedAt   *time.Time `json:"assigned_at,omitempty"`
	FirstReplyAt *time.Time `json:"first_reply_at,omitempty"`
	State        string     `json:"state,omitempty" doc:"Of an interval the label, of a sign-in its state, of a leg its outcome, of an offer its end."`
	Labels       *Labels    `json:"labels,omitempty"`
	Reason       *Ref       `json:"reason,omitempty"`
	Open         int        `json:"open,omitempty"`
	Corrected    bool       `json:"corrected,omitempty"`
	Numerator    int64      `json:"numerator"`
	Denominator  int64      `json:"denominator,omitempty"`
}

// ReportFacts is one page of them. Next is empty on the last.
type ReportFacts struct {
	Items  []ReportFact `json:"items"`
	Next   string       `json:"next,omitempty"`
	Total  int          `json:"total" doc:"How many there are on all pages."`
	Value  ReportValue  `json:"value" doc:"The figure of all of them."`
	Figure ReportColumn `json:"figure"`
}

// ReportProgress is how much of a report is counted: Done of Of parts. Of is zero
// before it is known.
type ReportProgress struct {
	Done  int  `json:"done"`
	Of    int  `json:"of"`
	Ended bool `json:"ended,omitempty"`
}

// BreakReport is the daily record of breaks.
type BreakReport struct {
	From  time.Time  `json:"from"`
	To    time.Time  `json:"to"`
	Zone  string     `json:"zone"`
	Rules Breaks     `json:"rules" doc:"As they are now. A shift is judged by those of its end, and by what each pause counted as when it began."`
	Items []BreakDay `json:"items"`
}

// BreakDay is one shift of one agent, on the local day on which it began.
type BreakDay struct {
	Agent Ref       `json:"agent"`
	Day   string    `json:"day" format:"date"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end" doc:"Of one that goes on, now."`
	// Open says that the shift goes on: what is missing may still be taken.
	Open       bool         `json:"open"`
	PlannedEnd *time.Time   `json:"planned_end,omitempty"`
	WorkedMS   int64        `json:"worked_ms" doc:"From the first to the last moment of being signed in."`
	PlannedMS  int64        `json:"planned_ms"`
	Due        BreakCount   `json:"due"`
	Kept       BreakCount   `json:"kept"`
	Missed     BreakCount   `json:"missed" doc:"Those that cannot be taken any more."`
	Pauses     []BreakPause `json:"pauses"`
	Next       *BreakNext   `json:"next,omitempty"`
}

// BreakCount counts breaks and meals.
type BreakCount struct {
	Breaks int `json:"breaks"`
	Meals  int `json:"meals"`
}

// BreakPause is one pause with what it counts as. Why says why it counts as
// nothing.
type BreakPause struct {
	Reason *Ref      `json:"reason,omitempty"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	MS     int64     `json:"ms"`
	As     string    `json:"as,omitempty" enum:"break,meal"`
	Why    string    `json:"why,omitempty" enum:"too_short,too_early,too_late,not_needed,goes_on,work"`
}

// BreakNext is the break that must be taken next: not before From, and begun by
// DueBy.
type BreakNext struct {
	Kind  string    `json:"kind" enum:"break,meal"`
	From  time.Time `json:"from"`
	DueBy time.Time `json:"due_by"`
}

// BreakWarning says that a break must begin by an instant, or it is missed. The
// feed's row has Key as its id.
type BreakWarning struct {
	ID    string    `json:"id"`
	User  string    `json:"user"`
	Name  string    `json:"name"`
	Kind  string    `json:"kind" enum:"break,meal"`
	DueBy time.Time `json:"due_by"`
	Rev   int64     `json:"rev"`
}
