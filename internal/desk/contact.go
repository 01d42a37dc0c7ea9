package desk

import (
	"sort"
	"strings"
	"time"
)

// Contact is the person who contacts us. Name is what was collected and stored;
// Verified says that the page proved who this is.
type Contact struct {
	ID         ContactID
	Name       string
	Email      string
	Phone      string
	Verified   bool
	Attributes map[string]string
	CreatedAt  time.Time
	Rev        int64
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

// Merge fills in what was told now; what was not told stays. Something verified
// is not overwritten by something that is not. What grew must be checked again.
func (c Contact) Merge(told Contact) Contact {
	if c.Verified && !told.Verified {
		return c
	}
	if told.Name != "" {
		c.Name = told.Name
	}
	if told.Email != "" {
		c.Email = told.Email
	}
	if told.Phone != "" {
		c.Phone = told.Phone
	}
	if len(told.Attributes) > 0 {
		merged := make(map[string]string, len(c.Attributes)+len(told.Attributes))
		for k, v := range c.Attributes {
			merged[k] = v
		}
		for k, v := range told.Attributes {
			merged[k] = v
		}
		c.Attributes = merged
	}
	c.Verified = c.Verified || told.Verified
	return c
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
	keys := make([]string, 0, len(c.Attributes))
	for k := range c.Attributes {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
