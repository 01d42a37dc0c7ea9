package problem

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestARangeThatIsNotThereIsAProblem(t *testing.T) {
	serve := func(wanted string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Range", wanted)
		w.Header().Set("Content-Disposition", "attachment")
		http.ServeContent(Ranges(w, r), r, "notes.txt", time.Time{}, strings.NewReader("0123456789"))
		return w
	}
	w := serve("bytes=99-")
	if w.Code != 416 || w.Header().Get("Content-Type") != ContentType || w.Header().Get("Content-Range") != "bytes */10" || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if want := `{"status":416,"title":"Requested Range Not Satisfiable","detail":"the file has no such range of bytes","code":"range_refused"}`; w.Body.String() != want {
		t.Errorf("got  %s\nwant %s", w.Body, want)
	}
	if w := serve("bytes=2-4"); w.Code != 206 || w.Body.String() != "234" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
