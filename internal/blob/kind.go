package blob

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Kind is how an attachment is shown.
type Kind string

const (
	Image    Kind = "image"
	Video    Kind = "video"
	Audio    Kind = "audio"
	Document Kind = "document" // all else: a name and a download
)

var (
	// ErrExecutable means a program, an installer, a shortcut or a script that a
	// double click would run. Such a file is not taken at all.
	ErrExecutable = errors.New("programs and scripts are not accepted")
	// ErrDisguised means that name or declared type say one thing and the
	// content another.
	ErrDisguised = errors.New("the content is not what the file claims to be")
)

// Claim is what the sender says of a file. Both may be empty.
type Claim struct {
	Name string // file name
	MIME string // the declared Content-Type
}

// Judge decides whether a stored file may become an attachment and how it is
// shown. It fails with ErrExecutable or ErrDisguised.
//
// HTML, SVG and other things a browser would run are taken, as documents: they
// are never shown, only downloaded (see Disposition).
func Judge(info Info, claim Claim) (Kind, error) {
	ext := extension(claim.Name)
	claimed := essence(claim.MIME)
	if isProgram(info.MIME) || isProgram(claimed) || slices.Contains(programExtensions, ext) {
		return "", fmt.Errorf("%w (%s)", ErrExecutable, cmp.Or(ext, info.MIME))
	}
	if byName := typesByExtension[ext]; !matches(info.MIME, byName) {
		return "", fmt.Errorf("%w: named .%s, is %s", ErrDisguised, ext, info.MIME)
	}
	if !matches(info.MIME, claimed) {
		return "", fmt.Errorf("%w: declared %.80q, is %s", ErrDisguised, claimed, info.MIME)
	}
	return kindFor(info.MIME, claimed), nil
}

// KindOf classifies a type found by content. Pictures and recordings that
// browsers cannot show, such as HEIC, are documents.
func KindOf(mime string) Kind {
	if _, shown := inline[mime]; !shown {
		return Document
	}
	return Kind(top(mime))
}

// Disposition tells how a file is served: the Content-Type to send and whether
// it may be shown in the page. Only types that no browser runs are; a PDF keeps
// its type but is downloaded; everything else is bytes. Serve all of them with
// X-Content-Type-Options: nosniff.
func Disposition(info Info) (contentType string, show bool) {
	if served, ok := inline[info.MIME]; ok {
		return served, true
	}
	if info.MIME == "application/pdf" {
		return info.MIME, false
	}
	return "application/octet-stream", false
}

// inline lists what may be shown, with the type it is served as.
var inline = map[string]string{
	"image/apng": "image/apng",
	"image/avif": "image/avif",
	"image/gif":  "image/gif",
	"image/jpeg": "image/jpeg",
	"image/png":  "image/png",
	"image/webp": "image/webp",

	"audio/aac":   "audio/aac",
	"audio/flac":  "audio/flac",
	"audio/mp4":   "audio/mp4",
	"audio/mpeg":  "audio/mpeg",
	"audio/ogg":   "audio/ogg",
	"audio/wav":   "audio/wav",
	"audio/x-m4a": "audio/mp4",

	"video/3gpp":      "video/3gpp",
	"video/mp4":       "video/mp4",
	"video/ogg":       "video/ogg",
	"video/quicktime": "video/quicktime",
	"video/webm":      "video/webm",
	"video/x-m4v":     "video/mp4",
}

// programs are types found by content that are refused.
var programs = []string{
	"application/vnd.microsoft.portable-executable", "application/x-msdownload", "application/x-msdos-program",
	"application/x-ms-installer", "application/x-ms-shortcut", "application/vnd.ms-htmlhelp",
	"application/x-elf", "application/x-object", "application/x-executable", "application/x-sharedlib",
	"application/x-mach-binary", "application/x-java-applet", "application/java-archive",
	"application/vnd.android.package-archive", "application/vnd.debian.binary-package", "application/x-rpm",
	"application/x-chrome-extension", "application/x-shockwave-flash", "application/x-bytecode.python",
	"text/x-shellscript",
}

// programExtensions are refused whatever the content: most scripts look like
// plain text, and the name is what decides on the receiver's machine.
var programExtensions = []string{
	"apk", "app", "appx", "bat", "chm", "cmd", "com", "command", "cpl", "crx", "deb", "desktop", "dll", "exe",
	"gadget", "hta", "inf", "jar", "js", "jse", "lnk", "msc", "msi", "msix", "msp", "mst", "pif", "ps1", "psm1",
	"reg", "rpm", "scf", "scr", "sh", "swf", "sys", "url", "vb", "vbe", "vbs", "wsf", "wsh",
}

// typesByExtension holds the extensions whose content can be told, so that a
// lie can be told as well. An extension that is missing claims nothing.
var typesByExtension = map[string]string{
	"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jfif": "image/jpeg", "gif": "image/gif",
	"webp": "image/webp", "avif": "image/avif", "heic": "image/heic", "heif": "image/heif", "bmp": "image/bmp",
	"tif": "image/tiff", "tiff": "image/tiff", "ico": "image/x-icon", "svg": "image/svg+xml",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
	"opus": "audio/ogg", "wav": "audio/wav", "flac": "audio/flac", "amr": "audio/amr", "weba": "audio/webm",
	"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "ogv": "video/ogg",
	"3gp": "video/3gpp", "mkv": "video/matroska", "avi": "video/x-msvideo", "mpg": "video/mpeg", "mpeg": "video/mpeg",
	"pdf": "application/pdf", "rtf": "text/rtf", "txt": "text/plain", "csv": "text/csv", "json": "application/json",
	"xml": "text/xml", "html": "text/html", "htm": "text/html",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"odt":  "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
	"odp": "application/vnd.oasis.opendocument.presentation",
	"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
	"zip": "application/zip", "7z": "application/x-7z-compressed", "rar": "application/vnd.rar", "gz": "application/gzip",
}

// matches tells whether content of type found may call itself claimed. It is
// lenient where honest files differ (a JPEG called .png, a CSV called .xls) and
// strict about what kind of thing it is.
func matches(found, claimed string) bool {
	switch told := mimetype.Lookup(claimed); {
	case isMedia(claimed):
		return family(claimed) == family(found)
	case told == nil || told.Parent() == nil: // nothing that content could prove
		return true
	case told.Is("application/vnd.ms-excel") && root(found) == "text/plain", // what many programs call an export
		told.Is("application/msword") && found == "text/rtf":
		return true
	}
	return root(found) == root(claimed)
}

// isMedia leaves SVG out: it is text that draws, and may run scripts.
func isMedia(mime string) bool {
	return mime != svg && slices.Contains([]string{"image", "audio", "video"}, top(mime))
}

// family puts sound and moving pictures together: the same containers carry
// both.
func family(mime string) string {
	switch {
	case mime == svg:
		return "text"
	case top(mime) == "audio", top(mime) == "video", mime == "application/ogg":
		return "audio or video"
	}
	return top(mime)
}

const svg = "image/svg+xml"

func top(mime string) string {
	before, _, _ := strings.Cut(mime, "/")
	return before
}

// root is the outermost container of a type: text/plain of CSV, zip of DOCX.
func root(mime string) string {
	at := mimetype.Lookup(mime)
	if at == nil {
		return mime
	}
	for at.Parent() != nil && at.Parent().Parent() != nil {
		at = at.Parent()
	}
	return essence(at.String())
}

// kindFor lets a recording in a container for both be what its sender says.
func kindFor(found, claimed string) Kind {
	kind := KindOf(found)
	if kind == Video && strings.HasPrefix(claimed, "audio/") {
		return Audio
	}
	return kind
}

// extension is what Windows takes for it, which ignores trailing dots and blanks.
func extension(name string) string {
	name = strings.TrimRight(name, ". \t")
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// essence is a media type without its parameters.
func essence(mime string) string {
	mime, _, _ = strings.Cut(mime, ";")
	return strings.ToLower(strings.TrimSpace(mime))
}

// isProgram knows the aliases of types too.
func isProgram(mime string) bool {
	if known := mimetype.Lookup(mime); known != nil {
		mime = essence(known.String())
	}
	return slices.Contains(programs, mime)
}
