package sim

// wanted is what a whole day must have met, each at least once.
var wanted = []string{
	// The rude.
	"double click", "race for one", "reload", "slow reload", "duplicated tab", "closed a tab", "vanished", "back after the grace", "never back",
	"lost with the server", "sent twice", "id with other words", "repeated by key", "wrote after closing", "customer left", "customer came back", "forgotten",
	// What they choose beside the status, the telephone, the supervisors.
	"engine.SetQueueStatus", "engine.SetQueueStatus not_member", "engine.PreferKeepOnline", "engine.PlanStatus", "engine.PlanStatus invalid", "engine.LeaveWrapUp",
	"engine.RingAgent", "engine.RingAgent not_able", "engine.SignalCall", "engine.SignalCall call_over", "engine.SignalLine",
	"hold connecting", "hold connected", "hold wrap_up", "hold no_answer", "hold free", "event busy.changed", "event keep_online.changed", "event next_status.changed",
	"status set by a supervisor", "two supervisors at once", "engine.SetStatus forbidden", "engine.DrainAgent", "engine.DrainAgent forbidden", "event drain.changed",
	"engine.MoveConversation", "engine.MoveConversation not_able", "engine.MoveConversation not_found", "engine.TakeOver", "engine.TakeOver limit_reached", "event conversation.moved",
	"engine.SendWhisper", "engine.SendWhisper not_assigned", "engine.SignOutAgent", "engine.CorrectTime", "engine.CorrectTime forbidden", "work for one kept online",
	// What they were told.
	"engine.TakeConversation", "engine.TakeConversation already_taken", "engine.TakeConversation limit_reached", "engine.TakeConversation queue_pushes",
	"engine.TakeConversation not_found", "engine.TakeConversation already_closed", "engine.TakeConversation status_paused",
	"engine.AcceptOffer", "engine.AcceptOffer offer_over", "engine.DeclineOffer", "engine.DeclineOffer offer_over",
	"engine.WriteMessage", "engine.WriteMessage not_assigned", "engine.EndConversation", "engine.EndConversation already_closed", "engine.WriteMessage already_closed", "engine.EndConversation not_assigned",
	"engine.SignOut", "engine.SignOut logout_blocked", "engine.SetStatus", "engine.SetStatus reason_required", "engine.CustomerMessage", "engine.CustomerMessage id_reused",
	"engine.CustomerMessage signed_out", "engine.SaveUser stale", "engine.SaveChannel stale", "engine.SaveQueue queue_in_use", "acknowledged messages",
	// What became of work.
	"closed as finished", "closed as archived", "closed as abandoned", "event conversation.returned",
	"offer accepted", "offer declined", "offer expired", "offer withdrawn", "presence connected", "presence lost", "presence gone",
	"event status.changed", "event session.started", "event session.ended", "event conversation.marks_moved",
	// The administrator.
	"limits changed", "deactivated", "members changed", "queue changed", "channel changed",
	// The weather.
	"died before a commit", "died after a commit", "the disk failed", "a batch was refused", "the store refused a repeat", "a commit was in doubt and stored", "a commit was in doubt and lost",
	"clock went forward", "clock went back", "event clock.stepped", "long downtime",
	// The checks had something to look at.
	"several in one batch", "waiting looked at", "free agent looked at", "position compared", "what the engine holds is what is stored",
}
