package demo

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
)

// canvas is a small photograph being painted, in its own units: x and y go from
// 0 to 640 and 0 to 480.
type canvas struct{ picture *image.RGBA }

const wide, high = 640, 480

type point struct{ x, y float64 }

// newCanvas is a wall that grows darker downwards.
func newCanvas(top, bottom color.RGBA) *canvas {
	c := &canvas{image.NewRGBA(image.Rect(0, 0, wide, high))}
	for y := range high {
		shade := mix(top, bottom, float64(y)/high)
		for x := range wide {
			c.picture.SetRGBA(x, y, shade)
		}
	}
	return c
}

// fill paints a polygon, by even and odd crossings of each row.
func (c *canvas) fill(shade color.RGBA, corners ...point) {
	for y := range high {
		row := float64(y) + 0.5
		var crossings []float64
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			if (a.y <= row) != (b.y <= row) {
				crossings = append(crossings, a.x+(row-a.y)/(b.y-a.y)*(b.x-a.x))
			}
		}
		slices.Sort(crossings)
		for i := 0; i+1 < len(crossings); i += 2 {
			c.row(shade, y, crossings[i], crossings[i+1])
		}
	}
}

func (c *canvas) row(shade color.RGBA, y int, from, to float64) {
	for x := max(0, int(math.Ceil(from-0.5))); x < min(wide, int(math.Ceil(to-0.5))); x++ {
		under := c.picture.RGBAAt(x, y)
		alpha := float64(shade.A) / 255
		mixed := mix(under, shade, alpha)
		mixed.A = 255
		c.picture.SetRGBA(x, y, mixed)
	}
}

func (c *canvas) rect(shade color.RGBA, x, y, w, h float64) {
	c.fill(shade, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

func (c *canvas) ellipse(shade color.RGBA, x, y, rx, ry float64) {
	const corners = 72
	outline := make([]point, corners)
	for i := range outline {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		outline[i] = point{x + rx*cos, y + ry*sin}
	}
	c.fill(shade, outline...)
}

// line paints a stroke of some width through all points.
func (c *canvas) line(shade color.RGBA, width float64, through ...point) {
	for i := 0; i+1 < len(through); i++ {
		a, b := through[i], through[i+1]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		nx, ny := (a.y-b.y)/length*width/2, (b.x-a.x)/length*width/2
		c.fill(shade, point{a.x + nx, a.y + ny}, point{b.x + nx, b.y + ny}, point{b.x - nx, b.y - ny}, point{a.x - nx, a.y - ny})
	}
}

// glow is light from a lamp.
func (c *canvas) glow(x, y, radius float64) {
	const steps = 32
	for step := steps; step >= 1; step-- {
		r := radius * float64(step) / steps
		c.ellipse(color.RGBA{255, 226, 160, 8}, x, y, r, r)
	}
}

// crack runs from a point in a direction and forks.
func (c *canvas) crack(r *rand.Rand, from point, angle, length float64) {
	at := from
	for i := range 5 {
		angle += (r.Float64() - 0.5) * 1.1
		sin, cos := math.Sincos(angle)
		next := point{at.x + cos*length/5, at.y + sin*length/5}
		c.line(color.RGBA{70, 60, 56, 255}, 3-float64(i)*0.4, at, next)
		if i == 2 && length > 60 {
			c.crack(r, next, angle+0.9, length/2)
		}
		at = next
	}
}

// grain is the noise of a telephone's camera in the evening.
func (c *canvas) grain(r *rand.Rand) {
	for i := 0; i < len(c.picture.Pix); i += 4 {
		noise := r.IntN(17) - 8
		for k := range 3 {
			c.picture.Pix[i+k] = uint8(min(255, max(0, int(c.picture.Pix[i+k])+noise)))
		}
	}
}

func mix(a, b color.RGBA, part float64) color.RGBA {
	blend := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part) }
	return color.RGBA{blend(a.R, b.R), blend(a.G, b.G), blend(a.B, b.B), 255}
}
