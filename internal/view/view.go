// Package view holds the shapes in which the desk shows itself: the JSON rows
// that REST answers and the live feed's frames share, so that a row is the same
// wherever a client meets it. It promises stable names and whole rows; who may
// see which row is decided before a row is made (desk.Viewer).
//
// Times are RFC 3339 in UTC with milliseconds; an instant that has not come is
// absent. Durations are whole seconds. Rev is the sequence of the event that
// changed the row last: of two copies a client keeps the higher.
package view

import "time"

// Me is the signed-in user's own page: who they are and what they may do.
type Me struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Email           string   `json:"email"`
	Role            string   `json:"role" maxLength:"40" doc:"A role's id: agent, supervisor, admin, or one that was added."`
	Locale          string   `json:"locale" enum:"pt-BR,sv,en"`
	Permissions     []string `json:"permissions"`
	RoleName        string   `json:"role_name,omitempty" doc:"Of a role that was given a name of its own."`
	Vocabulary      string   `json:"vocabulary" enum:"blip,puzzel,smartspace" doc:"Whose words the status is shown in."`
	PauseReasonRule string   `json:"pause_reason_rule" enum:"optional,required_if_configured,required" doc:"Whether a pause needs a reason."`
	Serves          []Ref    `json:"serves" doc:"Queues this user may serve."`
	Supervises      []Ref    `json:"supervises"`
	Status          Status   `json:"status"`
	Company         string   `json:"company"`
	TimeZone        string   `json:"time_zone"`
	Epoch           string   `json:"epoch"`
	Seq             int64    `json:"seq"`
}

// Ref names something without its details.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Status is an agent's declaration over all their queues with the rest of what
// holds for them, as the button shows it. It never says offline: that is for
// others to see (B-STATUS-02).
type Status struct {
	User   string    `json:"user"`
	Status string    `json:"status" enum:"online,paused,invisible"`
	Reason *Reason   `json:"reason,omitempty"`
	Since  time.Time `json:"since"`
	// SetBy is who chose the status for the agent, when it was not they (C-27).
	SetBy *Ref `json:"set_by,omitempty"`
	// Open is the number of conversations now with the agent: the number in
	// brackets (P-STATUS-32).
	Open   int    `json:"open"`
	Limits Limits `json:"limits"`
	// Labels are the same state in the words of the three vocabularies.
	Labels     Labels        `json:"labels"`
	Hold       *Hold         `json:"hold,omitempty"`
	Busy       *Busy         `json:"busy,omitempty"`
	Queues     []QueueStatus `json:"queues" doc:"One entry for each queue the agent is in or paused for; the others are out."`
	KeepOnline bool          `json:"keep_online"`
	Next       *NextStatus   `json:"next,omitempty"`
	Drain      *Drain        `json:"drain,omitempty"`
	Rev        int64         `json:"rev"`
}

// Labels are an agent's derived labels.
type Labels struct {
	Blip       string `json:"blip" enum:"online,paused,invisible,offline"`
	Puzzel     string `json:"puzzel" enum:"ready,connecting,connected,wrap_up,busy,no_answer,pause,logged_off"`
	Smartspace string `json:"smartspace" enum:"available,paused,inactive,offline"`
}

// Hold is why no call, and perhaps no written work, comes now.
type Hold struct {
	State string     `json:"state" enum:"connecting,connected,wrap_up,no_answer"`
	Call  string     `json:"call,omitempty"`
	Queue *Ref       `json:"queue,omitempty"`
	Since time.Time  `json:"since"`
	Until *time.Time `json:"until,omitempty"`
}

// Busy runs after a declined offer or while the agent's number is taken.
type Busy struct {
	Cause string     `json:"cause" enum:"busy_tone,rejected"`
	Since time.Time  `json:"since"`
	Until *time.Time `json:"until,omitempty"`
}

// QueueStatus is what an agent declared for one queue.
type QueueStatus struct {
	Queue  Ref       `json:"queue"`
	State  string    `json:"state" enum:"in,paused"`
	Reason *Reason   `json:"reason,omitempty"`
	Since  time.Time `json:"since"`
}

// NextStatus is a status chosen for later.
type NextStatus struct {
	Status    string     `json:"status" enum:"paused,invisible"`
	Reason    *Reason    `json:"reason,omitempty"`
	AfterWork bool       `json:"after_work"`
	At        *time.Time `json:"at,omitempty"`
}

// Drain says that an agent gets no more work, and when what they hold goes back;
// once it is done they receive again when they choose a status.
type Drain struct {
	At   time.Time `json:"at"`
	By   *Ref      `json:"by,omitempty"`
	Done bool      `json:"done"`
}

// Reason is a pause reason with its planned duration; 0 means none was set.
type Reason struct {
	ID       string `json:"id"`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Seconds  int64  `json:"seconds" minimum:"0" maximum:"86400"`
	CountsAs string `json:"counts_as" enum:"any,rest,meal,work" doc:"What such a pause can be of the breaks that labour law wants; any is whatever it lasts long enough for, work is none."`
	Active   bool   `json:"active"`
	Rev      int64  `json:"rev"`
}

// Conversation is one row of the lists and the head of a thread.
type Conversation struct {
	ID       string  `json:"id"`
	State    string  `json:"state" enum:"queued,offered,assigned,closed"`
	Outcome  string  `json:"outcome,omitempty" enum:"finished,archived,abandoned"`
	Channel  Ref     `json:"channel"`
	Queue    Ref     `json:"queue"`
	Agent    *Ref    `json:"agent,omitempty"`
	Contact  Contact `json:"contact"`
	Protocol string  `json:"protocol"`
	Priority int     `json:"priority"`

	OpenedAt   time.Time  `json:"opened_at"`
	QueuedAt   time.Time  `json:"queued_at" doc:"From when its place in the queue counts."`
	AssignedAt *time.Time `json:"assigned_at,omitempty"`
	Source     string     `json:"source,omitempty" enum:"assign,offer,take,move,take_over" doc:"Who chose its agent; a leg that a person moved or took over never waited."`
	ClosedAt   *time.Time `json:"closed_at,omitempty"`

	// LastN is the ordinal of the newest message, 0 with none.
	LastN    int64      `json:"last_n"`
	LastAt   *time.Time `json:"last_at,omitempty"`
	LastFrom string     `json:"last_from,omitempty" enum:"customer,agent"`
	LastText string     `json:"last_text,omitempty"`
	// AskedAt is when the customer wrote the first of what has no answer yet.
	AskedAt *time.Time `json:"asked_at,omitempty"`

	// Marks are ordinals: everything up to and including them.
	Unread            int64 `json:"unread"`
	AgentRead         int64 `json:"agent_read"`
	CustomerDelivered int64 `json:"customer_delivered"`
	CustomerRead      int64 `json:"customer_read"`

	// CustomerGoneSince is set while no window of the customer is open.
	CustomerGoneSince *time.Time `json:"customer_gone_since,omitempty"`
	Rev               int64      `json:"rev"`
}

// Contact is the person. Display is what a list shows: the stored name, or on a
// first interaction the number or other identity (S-30, S-31).
type Contact struct {
	ID         string            `json:"id"`
	Display    string            `json:"display"`
	Name       string            `json:"name,omitempty"`
	Email      string            `json:"email,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	ExternalID string            `json:"external_id,omitempty" doc:"Who the site says this is, proven by its signature."`
	Proven     []string          `json:"proven,omitempty" doc:"Which of name, email and attributes.KEY the site vouches for too. All else is as the page gave it."`
	Rev        int64             `json:"rev"`
}

// Message is one thing written by one side.
type Message struct {
	ID           string    `json:"id"`
	Conversation string    `json:"conversation"`
	N            int64     `json:"n" doc:"Ordinal in the conversation, from 1, without gaps."`
	From         string    `json:"from" enum:"customer,agent"`
	Author       *Ref      `json:"author,omitempty" doc:"The agent, when from is agent."`
	Text         string    `json:"text,omitempty"`
	Files        []File    `json:"files,omitempty"`
	At           time.Time `json:"at"`
	Rev          int64     `json:"rev"`
}

// File is an attachment. URL is where its bytes are read.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Kind string `json:"kind" enum:"image,video,audio,document"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
}

// Offer is work reserved for one agent until ExpiresAt.
type Offer struct {
	ID           string    `json:"id"`
	State        string    `json:"state" enum:"pending,accepted,declined,expired,withdrawn"`
	Agent        string    `json:"agent"`
	Conversation string    `json:"conversation"`
	Contact      string    `json:"contact" doc:"Display name of the contact."`
	Queue        Ref       `json:"queue"`
	LastText     string    `json:"last_text,omitempty"`
	OfferedAt    time.Time `json:"offered_at"`
	ExpiresAt    time.Time `json:"expires_at"`
	Rev          int64     `json:"rev"`
}

// TimelineEntry is one fact of a conversation's history that is not a message.
type TimelineEntry struct {
	Seq    int64             `json:"seq"`
	At     time.Time         `json:"at"`
	Kind   string            `json:"kind" doc:"An event kind, such as conversation.assigned."`
	Actor  *Ref              `json:"actor,omitempty"`
	Params map[string]string `json:"params,omitempty"`
}

// Trace is why this agent received this conversation.
type Trace struct {
	Conversation string           `json:"conversation"`
	Leg          string           `json:"leg"`
	At           time.Time        `json:"at"`
	Queue        Ref              `json:"queue"`
	Strategy     string           `json:"strategy,omitempty" enum:"fewest_open,longest_idle" doc:"Absent when a person chose."`
	Members      int              `json:"members"`
	LeftOut      []RuleCount      `json:"left_out"`
	Total        int              `json:"total" doc:"Able agents; candidates lists at most 20 of them."`
	Candidates   []TraceCandidate `json:"candidates"`
	Winner       *Ref             `json:"winner,omitempty" doc:"Absent when it was moved to wait in the queue."`
	TieBreak     string           `json:"tie_break,omitempty" enum:"open,idle_since,id,only_candidate"`
	WaitedMS     int64            `json:"waited_ms" doc:"Of a move: how long it had waited where it was, 0 when somebody had it."`
	// Source says whether the router chose, the agent took it, or a supervisor moved
	// it or took it over.
	Source    string `json:"source" enum:"assign,offer,take,move,take_over"`
	By        *Ref   `json:"by,omitempty" doc:"Of a move: who made it."`
	FromQueue *Ref   `json:"from_queue,omitempty" doc:"Of a move: where it was."`
	FromAgent *Ref   `json:"from_agent,omitempty" doc:"Of a move: who had it, if anybody did."`
}

// RuleCount says how many agents one rule left out.
type RuleCount struct {
	Rule  string `json:"rule" enum:"not_member,queue_is_pull,signed_out,paused,gone,lost,closing,needs_desk,winding_down,busy,held,total_limit,chat_limit,asked_lately,others_first"`
	Count int    `json:"count"`
}

// TraceCandidate is one able agent with the keys they were compared by.
type TraceCandidate struct {
	Agent     Ref       `json:"agent"`
	Open      int       `json:"open"`
	IdleSince time.Time `json:"idle_since"`
}

// Waiting is why a conversation still waits, or why a queue's oldest does.
type Waiting struct {
	Queue        Ref         `json:"queue"`
	Conversation string      `json:"conversation,omitempty"`
	Ahead        int         `json:"ahead"`
	Waiting      int         `json:"waiting"`
	OldestSince  *time.Time  `json:"oldest_since,omitempty"`
	Able         int         `json:"able"`
	Members      int         `json:"members"`
	LeftOut      []RuleCount `json:"left_out"`
	Reason       string      `json:"reason" enum:"queue_is_pull,no_members,nobody_signed_in,all_paused,nobody_connected,all_winding_down,all_busy,all_full,all_declined_until,up_next,nothing_waits"`
	RetryAt      *time.Time  `json:"retry_at,omitempty"`
}

// WhyIdle is why the signed-in agent receives nothing: for each queue the rules
// that leave them out, none meaning that work will come when there is some.
type WhyIdle struct {
	Reasons []string       `json:"reasons" enum:"not_member,queue_is_pull,signed_out,paused,gone,lost,closing,needs_desk,winding_down,busy,held,total_limit,chat_limit,asked_lately,others_first,on_hold,phone_blocked,queue_out,queue_paused,drained,no_queue" doc:"Rules that keep written work of every queue away, such as paused."`
	Calls   []string       `json:"calls" enum:"not_member,queue_is_pull,signed_out,paused,gone,lost,closing,needs_desk,winding_down,busy,held,total_limit,chat_limit,asked_lately,others_first,on_hold,phone_blocked,queue_out,queue_paused,drained,no_queue" doc:"Rules that keep calls of every queue away."`
	Queues  []WhyIdleQueue `json:"queues"`
}

// WhyIdleQueue is one queue of WhyIdle.
type WhyIdleQueue struct {
	Queue   Ref      `json:"queue"`
	Rules   []string `json:"rules" enum:"not_member,queue_is_pull,signed_out,paused,gone,lost,closing,needs_desk,winding_down,busy,held,total_limit,chat_limit,asked_lately,others_first,on_hold,phone_blocked,queue_out,queue_paused,drained,no_queue"`
	Calls   []string `json:"calls" enum:"not_member,queue_is_pull,signed_out,paused,gone,lost,closing,needs_desk,winding_down,busy,held,total_limit,chat_limit,asked_lately,others_first,on_hold,phone_blocked,queue_out,queue_paused,drained,no_queue"`
	Waiting int      `json:"waiting"`
}
