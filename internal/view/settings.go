package view

// User is one person who signs in.
type User struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email" doc:"Empty but for administrators and the user."`
	Role   string `json:"role" enum:"agent,supervisor,admin"`
	Locale string `json:"locale" enum:"pt-BR,sv,en"`
	Active bool   `json:"active"`
	Limits Limits `json:"limits"`
	Rev    int64  `json:"rev"`
}

// Limits say how much open work an agent may hold, pending offers included.
type Limits struct {
	Total int `json:"total" minimum:"0" maximum:"999"`
	Chat  int `json:"chat" minimum:"0" maximum:"999"`
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
	Secret         string    `json:"secret,omitempty" doc:"HMAC secret, shown to administrators only."`
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
	Rev                int64  `json:"rev"`
}
