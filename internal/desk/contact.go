package desk

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Contact is the person who contacts us.
type Contact struct {
	ID         ContactID
	Name       string
	Email      string
	Phone      string
	Attributes map[string]string
	// ExternalID is who the site says this is, by its signature; empty while no
	// site vouches for anybody.
	ExternalID string
	// Proven lists, in order, for which of ProvenName, ProvenEmail and
	// ProvenAttribute(key) the site vouches too. All else is as the page gave it,
	// which anybody can make say anything.
	Proven    []string
	CreatedAt time.Time
	Rev       int64
}

// The details for which a site can vouch.
const (
	ProvenName  = "name"
	ProvenEmail = "email"
)

// ProvenAttribute names an attribute among them.
func ProvenAttribute(key string) string { return "attributes." + key }

// Proves says whether the site vouches for a detail.
func (c Contact) Proves(detail string) bool {
	_, yes := slices.BinarySearch(c.Proven, detail)
	return yes
}

// Vouched is the contact of whom the site says all this itself: who they are, and
// every detail that it tells.
func (c Contact) Vouched(externalID string) Contact {
	c.ExternalID, c.Proven = externalID, nil
	if c.Name != "" {
		c.Proven = append(c.Proven, ProvenName)
	}
	if c.Email != "" {
		c.Proven = append(c.Proven, ProvenEmail)
	}
	for k := range c.Attributes {
		c.Proven = append(c.Proven, ProvenAttribute(k))
	}
	slices.Sort(c.Proven)
	return c
}

// Identity is an address by which a contact is known on a channel. On web chat
// it is "visitor:ID" for one browser, or "user:ID" for who the site says it is.
type Identity struct {
	Channel ChannelID
	Address string
	Contact ContactID
}

// Visitor is one browser that opened a widget. Token is the SHA-256 of what the
// browser holds.
type Visitor struct {
	ID        VisitorID
	Channel   ChannelID
	Contact   ContactID
	Token     string
	CreatedAt time.Time
}

// Check cleans the fields and refuses what a contact cannot be.
func (c Contact) Check() (Contact, error) {
	var err error
	if c.Name, err = cleanLine("name", c.Name, MaxName, false); err != nil {
		return c, err
	}
	if c.Email, err = cleanEmail("email", c.Email, false); err != nil {
		return c, err
	}
	if c.Phone, err = cleanLine("phone", c.Phone, MaxPhone, false); err != nil {
		return c, err
	}
	if len(c.Attributes) > maxAttrs {
		return c, InvalidField("attributes", "at most %d attributes", maxAttrs)
	}
	c.Attributes, err = c.checkAttributes()
	return c, err
}

// checkAttributes goes by their order, so that the same input is always refused
// with the same words.
func (c Contact) checkAttributes() (map[string]string, error) {
	if len(c.Attributes) == 0 {
		return nil, nil
	}
	clean := make(map[string]string, len(c.Attributes))
	for _, k := range c.AttributeKeys() {
		key, err := cleanLine("attributes", k, maxAttrKey, true)
		if err != nil {
			return nil, err
		}
		if _, twice := clean[key]; twice {
			return nil, InvalidField("attributes", "attribute %s is given twice", key)
		}
		if clean[key], err = cleanLine("attributes."+key, c.Attributes[k], maxAttrVal, false); err != nil {
			return nil, err
		}
	}
	return clean, nil
}

// Merge fills in what was told now; what was not told stays, and what is proven
// gives way only to what is proven too. What grew must be checked again.
func (c Contact) Merge(told Contact) Contact {
	if told.Name != "" && c.yields(ProvenName, told) {
		c.Name = told.Name
	}
	if told.Email != "" && c.yields(ProvenEmail, told) {
		c.Email = told.Email
	}
	if told.Phone != "" {
		c.Phone = told.Phone
	}
	if len(told.Attributes) > 0 {
		merged := make(map[string]string, len(c.Attributes)+len(told.Attributes))
		maps.Copy(merged, c.Attributes)
		for k, v := range told.Attributes {
			if c.yields(ProvenAttribute(k), told) {
				merged[k] = v
			}
		}
		c.Attributes = merged
	}
	if told.ExternalID != "" {
		c.ExternalID = told.ExternalID
	}
	if len(told.Proven) > 0 {
		c.Proven = slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Proven, told.Proven))))
	}
	return c
}

// yields says whether a detail may become what was told.
func (c Contact) yields(detail string, told Contact) bool {
	return told.Proves(detail) || !c.Proves(detail)
}

// Display is what a list shows: the stored name (S-30), else the number (S-31),
// the e-mail, or for who gave nothing a short form of the id (C-28).
func (c Contact) Display() string {
	for _, s := range []string{c.Name, c.Phone, c.Email} {
		if s != "" {
			return s
		}
	}
	id := string(c.ID)
	return "#" + strings.ToUpper(id[max(0, len(id)-5):])
}

// AttributeKeys lists the attributes in a fixed order.
func (c Contact) AttributeKeys() []string {
	return slices.Sorted(maps.Keys(c.Attributes))
}
