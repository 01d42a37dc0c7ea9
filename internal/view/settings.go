package view

// User is one person who signs in.
type User struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email" doc:"Empty but for administrators and the user."`
	Role   string `json:"role" maxLength:"40" doc:"A role's id: agent, supervisor, admin, or one that was added."`
	Locale string `json:"locale" enum:"pt-BR,sv,en"`
	Active bool   `json:"active"`
	Limits Limits `json:"limits"`
	Shift  Shift  `json:"shift"`
	Rev    int64  `json:"rev"`
}

// Shift is an agent's planned day: its length, or when it starts and ends, in
// seconds since midnight. All zero plans nothing.
type Shift struct {
	LengthSeconds int64 `json:"length_seconds" minimum:"0" maximum:"86400"`
	StartSeconds  int64 `json:"start_seconds" minimum:"0" maximum:"86399"`
	EndSeconds    int64 `json:"end_seconds" minimum:"0" maximum:"86399"`
}

// Role is a set of permissions. The name of one that is always there may be
// empty: the desk has its own word for it.
type Role struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	BuiltIn     bool     `json:"built_in"`
	Permissions []string `json:"permissions"`
	Users       int      `json:"users"`
	Rev         int64    `json:"rev"`
}

// Limits say how much open work an agent may hold, pending offers included.
type Limits struct {
	Total int `json:"total" minimum:"0" maximum:"999"`
	Chat  int `json:"chat" minimum:"0" maximum:"999"`
	Phone int `json:"phone" minimum:"0" maximum:"999" doc:"Calls come while at most so much written work is open; 999 never blocks them."`
}

// Queue is where work waits, and its rules.
type Queue struct {
	ID                string   `json:"id"`
	Name              string   `json:"name"`
	Mode              string   `json:"mode" enum:"pull,push,both"`
	Delivery          string   `json:"delivery" enum:"assign,offer"`
	RingSeconds       int64    `json:"ring_seconds"`
	OfferRetrySeconds int64    `json:"offer_retry_seconds"`
	Strategy          string   `json:"strategy" enum:"fewest_open,longest_idle"`
	Active            bool     `json:"active"`
	Members           []Member `json:"members"`
	Rev               int64    `json:"rev"`
}

// Member ties a user to a queue.
type Member struct {
	User       string `json:"user"`
	Serves     bool   `json:"serves"`
	Supervises bool   `json:"supervises"`
}

// Channel is one configured door; of kind webchat, one widget on one site.
type Channel struct {
	ID             string    `json:"id"`
	Kind           string    `json:"kind" enum:"webchat"`
	Name           string    `json:"name"`
	Active         bool      `json:"active"`
	Queue          string    `json:"queue" doc:"Where its conversations wait when there is no question."`
	Question       *Question `json:"question,omitempty"`
	Priority       int       `json:"priority" minimum:"0" maximum:"9" doc:"Higher goes first."`
	AbandonSeconds int64     `json:"abandon_seconds" minimum:"10" maximum:"86400"`
	Fields         []Field   `json:"fields" doc:"What the widget asks for before the first message."`
	Origins        []string  `json:"origins" doc:"Sites that may carry the widget; none means any."`
	RequireProof   bool      `json:"require_proof" doc:"Refuse identify without a valid HMAC."`
	Secret         string    `json:"secret,omitempty" doc:"HMAC secret; only for who may change the channel."`
	Title          string    `json:"title"`
	Greeting       string    `json:"greeting"`
	Away           string    `json:"away" doc:"Said when nobody is there."`
	Color          string    `json:"color" pattern:"^#[0-9a-fA-F]{6}$"`
	Locale         string    `json:"locale" enum:"pt-BR,sv,en"`
	Snippet        string    `json:"snippet,omitempty"`
	Rev            int64     `json:"rev"`
}

// Question lets the customer's answer choose the queue.
type Question struct {
	Text    string   `json:"text"`
	Options []Option `json:"options"`
}

// Option is one answer and the queue it leads to.
type Option struct {
	Label string `json:"label"`
	Queue string `json:"queue"`
}

// Field is one thing asked of the customer.
type Field struct {
	Key      string `json:"key" enum:"name,email,phone"`
	Required bool   `json:"required"`
}

// Installation is what holds for the whole company.
type Installation struct {
	Company            string `json:"company"`
	TimeZone           string `json:"time_zone"`
	Locale             string `json:"locale" enum:"pt-BR,sv,en"`
	PullWhilePaused    bool   `json:"pull_while_paused"`
	PullWhileInvisible bool   `json:"pull_while_invisible"`

	Vocabulary      string        `json:"vocabulary" enum:"blip,puzzel,smartspace"`
	InitialStatus   string        `json:"initial_status" enum:"invisible,online" doc:"Of a desk that opens with nothing declared."`
	LogoutWithWork  string        `json:"logout_with_work" enum:"block,allow"`
	PauseReasonRule string        `json:"pause_reason_rule" enum:"optional,required_if_configured,required"`
	Presence        PresenceTimes `json:"presence"`
	HoldTimes       HoldTimes     `json:"hold_times"`
	WrittenDuring   WrittenDuring `json:"written_during"`
	Service         Service       `json:"service"`
	Breaks          Breaks        `json:"breaks"`
	Rev             int64         `json:"rev"`
}

// PresenceTimes are how long a desk may be unseen, or closed, before it counts.
type PresenceTimes struct {
	LostAfterSeconds   int64 `json:"lost_after_seconds" minimum:"35" maximum:"600"`
	LostGraceSeconds   int64 `json:"lost_grace_seconds" minimum:"60" maximum:"86400" doc:"Since last seen; not below lost_after_seconds."`
	LostForever        bool  `json:"lost_forever" doc:"A lost connection never ends by itself."`
	ReloadGraceSeconds int64 `json:"reload_grace_seconds" minimum:"3" maximum:"120"`
}

// HoldTimes are how long the statuses of the telephone last; 0 leaves one out.
type HoldTimes struct {
	AnswerSeconds   int64 `json:"answer_seconds" minimum:"5" maximum:"600"`
	WrapUpSeconds   int64 `json:"wrap_up_seconds" minimum:"0" maximum:"3600"`
	NoAnswerSeconds int64 `json:"no_answer_seconds" minimum:"0" maximum:"600"`
	BusySeconds     int64 `json:"busy_seconds" minimum:"0" maximum:"600"`
}

// WrittenDuring says in which of them written work still comes.
type WrittenDuring struct {
	Connecting bool `json:"connecting"`
	Connected  bool `json:"connected"`
	WrapUp     bool `json:"wrap_up"`
	NoAnswer   bool `json:"no_answer"`
}

// Service is how the service level is counted.
type Service struct {
	Seconds int64 `json:"seconds" minimum:"1" maximum:"86400"`
	Variant int   `json:"variant" minimum:"1" maximum:"4"`
}

// Breaks are those that labour law wants (NR-17, Anexo II).
type Breaks struct {
	On                bool  `json:"on"`
	Breaks            int   `json:"breaks" minimum:"0" maximum:"10"`
	LengthSeconds     int64 `json:"length_seconds" minimum:"0" maximum:"7200"`
	EdgeSeconds       int64 `json:"edge_seconds" minimum:"0" maximum:"21600"`
	MealSeconds       int64 `json:"meal_seconds" minimum:"0" maximum:"10800"`
	WarnSeconds       int64 `json:"warn_seconds" minimum:"0" maximum:"7200"`
	ShortShiftSeconds int64 `json:"short_shift_seconds" minimum:"0" maximum:"86400" doc:"A shift no longer than this is short, and owes no meal."`
	ShortBreaks       int   `json:"short_breaks" minimum:"0" maximum:"10" doc:"What a short shift owes in breaks; 0 is nothing."`
}
