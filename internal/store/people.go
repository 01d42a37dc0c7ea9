package store

import "pronto/internal/desk"

var contacts = rowsOf[desk.Contact]{
	table: newTable("contacts", 1, "id text, name text, email text, phone text, attributes text, created_at int, rev int, external_id text, proven text"),
	args: func(a []any, v desk.Contact) []any {
		return append(a, string(v.ID), v.Name, v.Email, v.Phone, attributes(v.Attributes), millis(v.CreatedAt), v.Rev, v.ExternalID, list(v.Proven, same[string]))
	},
	scan: func(s scanner) (v desk.Contact, err error) {
		err = s.Scan(contactColumns(&v)...)
		return v, err
	},
}

func contactColumns(v *desk.Contact) []any {
	return []any{
		&v.ID, &v.Name, &v.Email, &v.Phone,
		jsonColumn[map[string]string]{func(a map[string]string) { v.Attributes = a }},
		timeColumn{&v.CreatedAt},
		&v.Rev, &v.ExternalID,
		listColumn(&v.Proven, same[string]),
	}
}

// contactWord is one entry of the search.
type contactWord struct {
	word    string
	contact desk.ContactID
}

var contactWords = rowsOf[contactWord]{
	table: newTable("contact_words", 2, "word text, contact text"),
	args:  func(a []any, v contactWord) []any { return append(a, v.word, string(v.contact)) },
}

var identities = rowsOf[desk.Identity]{
	table: newTable("identities", 2, "channel text, address text, contact text"),
	args: func(a []any, v desk.Identity) []any {
		return append(a, string(v.Channel), v.Address, string(v.Contact))
	},
}

var visitors = rowsOf[desk.Visitor]{
	table: newTable("visitors", 1, "id text, channel text, contact text, token text, created_at int"),
	args: func(a []any, v desk.Visitor) []any {
		return append(a, string(v.ID), string(v.Channel), string(v.Contact), v.Token, millis(v.CreatedAt))
	},
	scan: func(s scanner) (v desk.Visitor, err error) {
		err = s.Scan(&v.ID, &v.Channel, &v.Contact, &v.Token, timeColumn{&v.CreatedAt})
		return v, err
	},
}
