package ledger

import "pronto/internal/desk"

// Kinds are the events that the ledger reads, for who need not fetch the others.
var Kinds = []string{
	desk.UserSaved{}.Kind(), desk.PresenceChanged{}.Kind(), desk.StatusChanged{}.Kind(), desk.HoldChanged{}.Kind(),
	desk.BusyChanged{}.Kind(), desk.KeepOnlineChanged{}.Kind(), desk.WindowOpened{}.Kind(),
	desk.WindowClosed{}.Kind(), desk.TimeCorrected{}.Kind(), desk.OfferMade{}.Kind(), desk.OfferEnded{}.Kind(),
	desk.ConversationAssigned{}.Kind(), desk.ConversationReturned{}.Kind(), desk.ConversationMoved{}.Kind(),
	desk.ConversationClosed{}.Kind(), desk.ServerStarted{}.Kind(),
}

// Of says whose states take an event in: one agent's, or two, or everyone's.
func Of(e desk.Event) (one, other desk.UserID, everyone bool) {
	switch e := e.(type) {
	case desk.UserSaved:
		return e.User, "", false
	case desk.PresenceChanged:
		return e.User, "", false
	case desk.StatusChanged:
		return e.User, "", false
	case desk.HoldChanged:
		return e.User, "", false
	case desk.BusyChanged:
		return e.User, "", false
	case desk.KeepOnlineChanged:
		return e.User, "", false
	case desk.WindowOpened:
		return e.User, "", false
	case desk.WindowClosed:
		return e.User, "", false
	case desk.TimeCorrected:
		return e.User, "", false
	case desk.OfferMade:
		return e.Agent, "", false
	case desk.OfferEnded:
		return e.Agent, "", false
	case desk.ConversationAssigned:
		return e.Agent, "", false
	case desk.ConversationReturned:
		return e.Agent, "", false
	case desk.ConversationClosed:
		return e.Agent, "", false
	case desk.ConversationMoved:
		return e.FromAgent, e.Agent, false
	case desk.ServerStarted:
		return "", "", true
	}
	return "", "", false
}
