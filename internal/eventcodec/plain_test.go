package eventcodec

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"pronto/internal/desk"
)

// TestPlainIsWhatIsWritten: what this program writes is read without
// encoding/json, of every kind, or reading a log takes twice as long.
func TestPlainIsWhatIsWritten(t *testing.T) {
	for _, sample := range samples {
		for _, e := range []desk.Event{sample, reflect.Zero(reflect.TypeOf(sample)).Interface().(desk.Event)} {
			kind, _, data, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			if back, ok := known[kind].plain(string(data)); !ok || !reflect.DeepEqual(back, e) {
				t.Errorf("%s %s is read as\n%+v, %t, not\n%+v", kind, data, back, ok, e)
			}
		}
	}
}

// TestPlainOrNot says what is left to encoding/json.
func TestPlainOrNot(t *testing.T) {
	for data, want := range map[string]bool{
		`{}`:                             true,
		`{"n":-7}`:                       true,
		`{"n":-0}`:                       true,
		`{"n":0,"files":10}`:             true,
		`{"message":""}`:                 true,
		`{"message":"~ [{,:}]"}`:         true,
		`{"n":9223372036854775807}`:      true,
		`{"n":9223372036854775808}`:      false,
		`{"n":007}`:                      false,
		`{"n":-07}`:                      false,
		`{"n":+7}`:                       false,
		`{"n":-}`:                        false,
		`{"n":1-2}`:                      false,
		`{"n":1.5}`:                      false,
		`{"n":1e3}`:                      false,
		`{"n":"1"}`:                      false,
		`{"n":null}`:                     false,
		`{"message":null}`:               false,
		`{"message":true}`:               false,
		`{"message":7}`:                  false,
		`{"message":["m"]}`:              false,
		`{"message":{"n":1},"files":2}`:  false,
		`{"message":"a\"b"}`:             false,
		`{"message":"\u00e9"}`:           false,
		`{"message":"é"}`:                false,
		"{\"message\":\"\xff\"}":         false,
		"{\"message\":\"a\tb\"}":         false,
		`{"message":"m}`:                 false,
		`{"Message":"m"}`:                false,
		`{"later":1}`:                    false,
		`{"n":1,"later":1}`:              false,
		`{"n":1,"n":2}`:                  false,
		`{"n":1,"message":"m"}`:          false,
		`{"n":1,}`:                       false,
		`{,"n":1}`:                       false,
		`{"n":1 }`:                       false,
		`{ "n":1}`:                       false,
		`{"n" :1}`:                       false,
		`{"message":"m""n":1}`:           false,
		`{"n":1`:                         false,
		`{"n":1}{"n":2}`:                 false,
		`{"n":1} `:                       false,
		`[1]`:                            false,
		`null`:                           false,
		``:                               false,
		`{"n":1000000000000000000000000`: false,
	} {
		c := known[desk.MessageWritten{}.Kind()]
		if _, is := c.plain(data); is != want {
			t.Errorf("%s is plain: %t", data, is)
		}
		alike(t, c, data)
	}
	for data, want := range map[string]bool{
		`{"user":"u","sign_ins":[{}]}`:                   true,
		`{"sign_ins":[{"queue":"a"},{"state":"in"}]}`:    true,
		`{"sign_ins":[]}`:                                false,
		`{"sign_ins":null}`:                              false,
		`{"sign_ins":[null]}`:                            false,
		`{"sign_ins":[{"queue":"a"}],"sign_ins":[{}]}`:   false,
		`{"sign_ins":[{"queue":"a"},]}`:                  false,
		`{"sign_ins":[{"queue":"a"}{"queue":"b"}]}`:      false,
		`{"sign_ins":[{"queue":"a","later":[{"x":1}]}]}`: false,
		`{"sign_ins":{"queue":"a"}}`:                     false,
	} {
		c := known[desk.StatusChanged{}.Kind()]
		if _, is := c.plain(data); is != want {
			t.Errorf("%s is plain: %t", data, is)
		}
		alike(t, c, data)
	}
}

// alike compares the two ways of reading. It says whether the data was plain.
func alike(t *testing.T, c codec, data string) bool {
	t.Helper()
	e, ok := c.plain(data)
	if !ok {
		return false
	}
	if want, err := c.decode(data); err != nil || !reflect.DeepEqual(e, want) {
		t.Errorf("%s %q is read as\n%+v, and encoding/json reads\n%+v, %v", c.kind, data, e, want, err)
	}
	return true
}

// TestPlainIsAlike tries what is written of every kind with each byte changed, and
// with each value and each field replaced.
func TestPlainIsAlike(t *testing.T) {
	plain, other := 0, 0
	for _, e := range samples {
		kind, _, data, err := Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		for changed := range variants(string(data)) {
			if alike(t, known[kind], changed) {
				plain++
			} else {
				other++
			}
		}
	}
	if plain < 1000 || other < 1000 {
		t.Errorf("%d were plain and %d were not: too few to compare", plain, other)
	}
}

var (
	value = regexp.MustCompile(`("[^"]*"|-?\d+|true|\[[^]]*\]|\{[^}]*\})[,}\]]`)
	named = regexp.MustCompile(`"[a-z_]+":("[^"]*"|-?\d+|true)`)
)

// variants yields what differs from the data in one place.
func variants(data string) func(func(string) bool) {
	return func(yield func(string) bool) {
		put := func(from, to int, with ...string) bool {
			for _, w := range with {
				if !yield(data[:from] + w + data[to:]) {
					return false
				}
			}
			return true
		}
		for i := range len(data) {
			for _, b := range []byte("\"\\,:{}[]-0+.eu \x00\x7f\x80\xff") {
				if !put(i, i, string([]byte{b})) || !put(i, i+1, string([]byte{b}), "") {
					return
				}
			}
		}
		for _, m := range value.FindAllStringSubmatchIndex(data, -1) {
			if !put(m[2], m[3], `null`, `true`, `false`, `""`, `"é"`, `"\u00e9"`, `"a\"b"`, `"\ud800"`, `0`, `-0`, `00`, `-1`, `1.0`, `1e2`,
				fmt.Sprint(math.MaxInt64), fmt.Sprint(math.MinInt64), `9223372036854775808`, `[]`, `[null]`, `[""]`, `{}`, `{"later":1}`) {
				return
			}
		}
		for _, m := range named.FindAllStringIndex(data, -1) {
			field := data[m[0]:m[1]]
			if !put(m[0], m[1], field+","+field, `"later":1,`+field, field+`,"later":{"n":[1]}`, strings.ToUpper(field), `"":1`, `"-":1`) {
				return
			}
		}
	}
}

// FuzzPlain reads the same as every kind.
func FuzzPlain(f *testing.F) {
	for _, e := range samples {
		_, _, data, err := Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, data string) {
		for _, c := range known {
			alike(t, c, data)
		}
	})
}
