package desk

// ActorKind says what sort of someone acted.
type ActorKind string

// The kinds of actor.
const (
	ActorUser     ActorKind = "user"     // a signed-in person; ID is a UserID
	ActorCustomer ActorKind = "customer" // ID is a ContactID
	ActorSystem   ActorKind = "system"   // a timer, the router, the observer of presence
	ActorCLI      ActorKind = "cli"      // the administrator at the machine
)

// Actor is who caused a command. It is kept with every event.
type Actor struct {
	Kind ActorKind
	ID   string
}

// System is the actor of all that nobody in particular did.
var System = Actor{Kind: ActorSystem}

// ByUser is a signed-in person.
func ByUser(id UserID) Actor { return Actor{Kind: ActorUser, ID: string(id)} }

// ByCustomer is the contact on the other side.
func ByCustomer(id ContactID) Actor { return Actor{Kind: ActorCustomer, ID: string(id)} }
