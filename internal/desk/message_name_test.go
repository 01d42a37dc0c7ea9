package desk

import "testing"

// Of a path only the last part is a name; what is nothing but dots is none.
func TestAFileNameIsNoPath(t *testing.T) {
	for given, want := range map[string]string{
		"foto.png": "foto.png", "a/../../etc/passwd": "passwd", `C:\fotos\lampada quebrada.jpg`: "lampada quebrada.jpg", "ação 🌻.pdf": "ação 🌻.pdf",
	} {
		f, err := File{Name: given}.Check()
		if err != nil || f.Name != want {
			t.Errorf("%q became %q, %v; want %q", given, f.Name, err, want)
		}
	}
	for _, given := range []string{"", "..", "a/..", " . ", "x/"} {
		if f, err := (File{Name: given}).Check(); err == nil {
			t.Errorf("%q was taken as %q", given, f.Name)
		}
	}
}
