// Package web carries the built pages of the desk and the widget inside the
// binary. It promises the files as `npm run build` left them; serving them, with
// their headers and the fallback to index.html, is for others. In a fresh clone
// there is only the placeholder, so that the program builds before its pages do.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the folder dist: index.html, assets and widget.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is named above; only a changed directive can break this
	}
	return files
}
