package problem

import "net/http"

// Ranges has what http.ServeContent refuses, which it says in plain text, said as
// a problem.
func Ranges(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	return &plain{ResponseWriter: w, request: r}
}

type plain struct {
	http.ResponseWriter
	request *http.Request
	refused bool
}

func (p *plain) WriteHeader(status int) {
	switch {
	case p.refused:
	case status == http.StatusRequestedRangeNotSatisfiable:
		p.refuse(New(status, "range_refused", "the file has no such range of bytes"))
	case status >= http.StatusInternalServerError:
		p.refuse(New(status, "internal", "something failed on the server"))
	default:
		p.ResponseWriter.WriteHeader(status)
	}
}

func (p *plain) refuse(problem *Problem) {
	p.refused = true
	p.Header().Del("Content-Disposition") // the answer is not the file
	Write(p.ResponseWriter, p.request, problem)
}

func (p *plain) Write(data []byte) (int, error) {
	if p.refused {
		return len(data), nil
	}
	return p.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *plain) Unwrap() http.ResponseWriter { return p.ResponseWriter }
