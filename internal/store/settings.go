package store

import "pronto/internal/desk"

var installations = rowsOf[desk.Installation]{
	table: newTable("installation", 1, "id int, company text, time_zone text, locale text, pull_while_paused int, pull_while_invisible int, rules text, rev int"),
	args: func(a []any, v desk.Installation) []any {
		return append(a, int64(1), v.Company, v.TimeZone, string(v.Locale), flag(v.PullWhilePaused), flag(v.PullWhileInvisible), rules(v), v.Rev)
	},
	scan: func(s scanner) (v desk.Installation, err error) {
		var id int64
		err = s.Scan(&id, &v.Company, &v.TimeZone, &v.Locale, flagColumn{&v.PullWhilePaused}, flagColumn{&v.PullWhileInvisible}, rulesColumn(&v), &v.Rev)
		return v, err
	},
}

var users = rowsOf[desk.User]{
	table: newTable("users", 1, "id text, name text, email text, role text, locale text, active int, limit_total int, limit_chat int, limit_phone int, shift text, password text, created_at int, rev int"),
	args: func(a []any, v desk.User) []any {
		return append(a, string(v.ID), v.Name, v.Email, string(v.Role), string(v.Locale), flag(v.Active), int64(v.Limits.Total), int64(v.Limits.Chat), int64(v.Limits.Phone), shift(v.Shift), v.Password, millis(v.CreatedAt), v.Rev)
	},
	scan: func(s scanner) (v desk.User, err error) {
		err = s.Scan(&v.ID, &v.Name, &v.Email, &v.Role, &v.Locale, flagColumn{&v.Active}, &v.Limits.Total, &v.Limits.Chat, &v.Limits.Phone, shiftColumn(&v.Shift), &v.Password, timeColumn{&v.CreatedAt}, &v.Rev)
		return v, err
	},
}

var sessions = rowsOf[desk.Session]{
	table: newTable("sessions", 1, "token text, user_id text, created_at int, used_at int"),
	args: func(a []any, v desk.Session) []any {
		return append(a, v.Token, string(v.User), millis(v.CreatedAt), millis(v.UsedAt))
	},
	scan: func(s scanner) (v desk.Session, err error) {
		err = s.Scan(&v.Token, &v.User, timeColumn{&v.CreatedAt}, timeColumn{&v.UsedAt})
		return v, err
	},
}

var queues = rowsOf[desk.Queue]{
	table: newTable("queues", 1, "id text, name text, mode text, delivery text, ring_ms int, offer_retry_ms int, strategy text, active int, rev int"),
	args: func(a []any, v desk.Queue) []any {
		return append(a, string(v.ID), v.Name, string(v.Mode), string(v.Delivery), v.Ring.Milliseconds(), v.OfferRetry.Milliseconds(), string(v.Strategy), flag(v.Active), v.Rev)
	},
	scan: func(s scanner) (v desk.Queue, err error) {
		err = s.Scan(&v.ID, &v.Name, &v.Mode, &v.Delivery, spanColumn{&v.Ring}, spanColumn{&v.OfferRetry}, &v.Strategy, flagColumn{&v.Active}, &v.Rev)
		return v, err
	},
}

var members = rowsOf[desk.Member]{
	table: newTable("members", 2, "queue text, user_id text, serves int, supervises int"),
	args: func(a []any, v desk.Member) []any {
		return append(a, string(v.Queue), string(v.User), flag(v.Serves), flag(v.Supervises))
	},
	scan: func(s scanner) (v desk.Member, err error) {
		err = s.Scan(&v.Queue, &v.User, flagColumn{&v.Serves}, flagColumn{&v.Supervises})
		return v, err
	},
}

var channels = rowsOf[desk.Channel]{
	table: newTable("channels", 1, `id text, kind text, name text, active int, queue text, question text, priority int, abandon_ms int,
		fields text, origins text, require_proof int, secret text, title text, greeting text, away text, color text, locale text, rev int`),
	args: func(a []any, v desk.Channel) []any {
		return append(a, string(v.ID), string(v.Kind), v.Name, flag(v.Active), string(v.Queue), question(v.Question), int64(v.Priority), v.AbandonAfter.Milliseconds(),
			list(v.Fields, toField), list(v.Origins, same[string]), flag(v.RequireProof), v.Secret, v.Title, v.Greeting, v.Away, v.Color, string(v.Locale), v.Rev)
	},
	scan: func(s scanner) (v desk.Channel, err error) {
		err = s.Scan(&v.ID, &v.Kind, &v.Name, flagColumn{&v.Active}, &v.Queue, questionColumn(&v.Question), &v.Priority, spanColumn{&v.AbandonAfter},
			listColumn(&v.Fields, fieldWire.value), listColumn(&v.Origins, same[string]), flagColumn{&v.RequireProof}, &v.Secret, &v.Title, &v.Greeting, &v.Away, &v.Color, &v.Locale, &v.Rev)
		return v, err
	},
}

var pauseReasons = rowsOf[desk.PauseReason]{
	table: newTable("pause_reasons", 1, "id text, name text, duration_ms int, counts_as text, active int, rev int"),
	args: func(a []any, v desk.PauseReason) []any {
		return append(a, string(v.ID), v.Name, v.Duration.Milliseconds(), string(v.CountsAs), flag(v.Active), v.Rev)
	},
	scan: func(s scanner) (v desk.PauseReason, err error) {
		err = s.Scan(&v.ID, &v.Name, spanColumn{&v.Duration}, &v.CountsAs, flagColumn{&v.Active}, &v.Rev)
		return v, err
	},
}

var agents = rowsOf[desk.Agent]{
	table: newTable("agents", 1, `user_id text, presence text, presence_since int, windows text, remembered text, sign_ins text, hold text, busy text,
		keep_online int, next text, drain text, declared_by text, status_since int, idle_since int, rev int`),
	args: func(a []any, v desk.Agent) []any {
		return append(a, string(v.User), string(v.Presence), millis(v.PresenceSince), list(v.Windows, toWindow), remembered(v.Remembered),
			list(v.SignIns, toSignedIn), hold(v.Hold), busy(v.Busy), flag(v.KeepOnline), next(v.Next), drain(v.Drain), string(v.DeclaredBy),
			millis(v.StatusSince), millis(v.IdleSince), v.Rev)
	},
	scan: func(s scanner) (v desk.Agent, err error) {
		err = s.Scan(&v.User, &v.Presence, timeColumn{&v.PresenceSince}, listColumn(&v.Windows, windowWire.value), rememberedColumn(&v.Remembered),
			listColumn((*[]desk.SignedIn)(&v.SignIns), signedInWire.value), holdColumn(&v.Hold), busyColumn(&v.Busy), flagColumn{&v.KeepOnline},
			nextColumn(&v.Next), drainColumn(&v.Drain), &v.DeclaredBy, timeColumn{&v.StatusSince}, timeColumn{&v.IdleSince}, &v.Rev)
		return v, err
	},
}

var roles = rowsOf[desk.RoleRow]{
	table: newTable("roles", 1, "id text, name text, permissions text, rev int"),
	args: func(a []any, v desk.RoleRow) []any {
		return append(a, string(v.ID), v.Name, list(v.Permissions, same[desk.Permission]), v.Rev)
	},
	scan: func(s scanner) (v desk.RoleRow, err error) {
		err = s.Scan(&v.ID, &v.Name, listColumn(&v.Permissions, same[desk.Permission]), &v.Rev)
		return v, err
	},
}
