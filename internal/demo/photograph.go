package demo

import (
	"image/color"
	"math"
	"math/rand/v2"
)

// photographs are what customers see at home. They are painted, but from across
// the room one knows what one is looking at.
var photographs = map[string]func(*rand.Rand) *canvas{
	"luminaria": brokenGlobe,
	"caixa":     dentedBox,
	"estante":   shelf,
	"sala":      livingRoom,
	"mesa":      laidTable,
	"vaso":      vase,
	"abajur":    darkLamp,
}

var (
	plaster = color.RGBA{226, 214, 198, 255}
	shadow  = color.RGBA{60, 44, 36, 70}
	wood    = color.RGBA{134, 92, 62, 255}
	oak     = color.RGBA{178, 132, 92, 255}
	clay    = color.RGBA{190, 102, 66, 255}
	linen   = color.RGBA{238, 224, 196, 255}
	sage    = color.RGBA{134, 158, 140, 255}
	brass   = color.RGBA{186, 148, 84, 255}
	glass   = color.RGBA{246, 242, 232, 235}
	card    = color.RGBA{188, 146, 100, 255}
)

func wall(r *rand.Rand) *canvas {
	warm := uint8(r.IntN(24))
	return newCanvas(color.RGBA{232 - warm, 222 - warm, 208 - warm, 255}, color.RGBA{190, 172, 154, 255})
}

func tabletop(c *canvas, y float64) {
	c.rect(wood, 0, y, wide, high-y)
	for i := range 5 {
		at := y + 18 + float64(i)*26
		c.line(color.RGBA{112, 74, 50, 255}, 1.5, point{0, at}, point{wide, at + 6})
	}
}

func brokenGlobe(r *rand.Rand) *canvas {
	c := wall(r)
	tabletop(c, 350)
	c.ellipse(shadow, 320, 398, 150, 22)
	c.rect(brass, 314, 270, 12, 112)
	c.ellipse(brass, 320, 384, 62, 14)
	c.ellipse(glass, 320, 180, 118, 116)
	c.ellipse(color.RGBA{255, 255, 255, 120}, 280, 140, 34, 28)
	hole := point{372 + float64(r.IntN(16)), 152}
	c.fill(color.RGBA{84, 70, 62, 255}, point{hole.x, hole.y - 34}, point{hole.x + 42, hole.y - 12}, point{hole.x + 30, hole.y + 30}, point{hole.x - 8, hole.y + 38}, point{hole.x - 24, hole.y + 4})
	for i := range 5 {
		c.crack(r, hole, float64(i)*1.3+2, 72)
	}
	for range 9 {
		shard(c, r, 400+float64(r.IntN(190)), 384+float64(r.IntN(70)))
	}
	return c
}

func shard(c *canvas, r *rand.Rand, x, y float64) {
	size := 8 + float64(r.IntN(18))
	turn := r.Float64() * math.Pi
	corners := make([]point, 3)
	for i := range corners {
		sin, cos := math.Sincos(turn + float64(i)*2.1)
		corners[i] = point{x + cos*size, y + sin*size*0.6}
	}
	c.fill(shadow, point{corners[0].x + 3, corners[0].y + 4}, point{corners[1].x + 3, corners[1].y + 4}, point{corners[2].x + 3, corners[2].y + 4})
	c.fill(glass, corners...)
}

func dentedBox(r *rand.Rand) *canvas {
	c := newCanvas(color.RGBA{206, 204, 200, 255}, color.RGBA{168, 164, 158, 255})
	for i := range 7 { // floor tiles
		c.line(color.RGBA{150, 146, 140, 255}, 2, point{float64(i) * 110, high}, point{220 + float64(i)*34, 250})
	}
	dent := 40 + float64(r.IntN(30))
	c.fill(shadow, point{140, 410}, point{520, 420}, point{570, 380}, point{180, 370})
	c.fill(card, point{130, 180}, point{400, 210}, point{400, 410}, point{130, 370})
	c.fill(color.RGBA{160, 120, 78, 255}, point{400, 210}, point{400 + dent, 250}, point{540, 170}, point{540, 350}, point{400, 410})
	c.fill(color.RGBA{206, 168, 122, 255}, point{130, 180}, point{280, 130}, point{540, 170}, point{400 + dent, 250}, point{400, 210})
	c.fill(color.RGBA{224, 214, 190, 255}, point{250, 193}, point{290, 198}, point{290, 394}, point{250, 388})
	c.rect(color.RGBA{238, 236, 230, 255}, 160, 250, 70, 48)
	for i := range 4 {
		c.rect(color.RGBA{40, 40, 40, 255}, 166+float64(i)*15, 258, 3+float64(r.IntN(6)), 30)
	}
	c.crack(r, point{400, 250}, 0.4, 120)
	c.line(color.RGBA{110, 78, 46, 255}, 3, point{400 + dent, 250}, point{430, 300}, point{410, 340})
	return c
}

func shelf(r *rand.Rand) *canvas {
	c := wall(r)
	for _, y := range []float64{150, 300, 450} {
		c.rect(oak, 40, y, 560, 16)
		c.rect(shadow, 40, y+16, 560, 8)
	}
	x := 60.0
	for x < 300 { // books
		w, h := 14+float64(r.IntN(16)), 80+float64(r.IntN(40))
		c.rect(color.RGBA{uint8(80 + r.IntN(120)), uint8(70 + r.IntN(90)), uint8(60 + r.IntN(80)), 255}, x, 150-h, w, h)
		x += w + 2
	}
	pot(c, 460, 300, 1.25, sage) // too tall: it passes the shelf above
	c.ellipse(clay, 160, 276, 46, 24)
	c.rect(linen, 110, 400, 130, 50)
	c.rect(clay, 300, 390, 70, 60)
	return c
}

func pot(c *canvas, x, foot, size float64, shade color.RGBA) {
	at := func(dx, dy float64) point { return point{x + dx*size, foot - dy*size} }
	c.fill(shade, at(-16, 150), at(16, 150), at(18, 120), at(48, 80), at(52, 44), at(36, 0), at(-36, 0), at(-52, 44), at(-48, 80), at(-18, 120))
	c.fill(color.RGBA{255, 255, 255, 50}, at(-40, 80), at(-24, 96), at(-20, 30), at(-36, 30))
	c.line(color.RGBA{96, 116, 104, 255}, 4*size, at(-50, 66), at(-10, 58), at(50, 66))
}

func livingRoom(r *rand.Rand) *canvas {
	c := wall(r)
	c.rect(color.RGBA{150, 110, 78, 255}, 0, 380, wide, 100)
	c.rect(color.RGBA{206, 226, 236, 255}, 60, 70, 130, 170) // window
	c.rect(plaster, 122, 70, 6, 170)
	c.rect(plaster, 60, 152, 130, 6)
	c.rect(color.RGBA{96, 116, 84, 255}, 230, 270, 330, 100) // sofa
	c.rect(color.RGBA{82, 100, 72, 255}, 210, 300, 40, 90)
	c.rect(color.RGBA{82, 100, 72, 255}, 545, 300, 40, 90)
	c.rect(color.RGBA{108, 130, 94, 255}, 250, 330, 295, 50)
	c.rect(clay, 290, 290, 56, 48)
	c.rect(linen, 450, 288, 56, 50)
	c.ellipse(color.RGBA{228, 216, 194, 255}, 380, 430, 230, 34)          // rug
	c.line(color.RGBA{90, 80, 74, 255}, 2, point{400, 0}, point{400, 60}) // where the lamp shall hang
	c.ellipse(color.RGBA{240, 240, 236, 255}, 400, 62, 10, 8)
	return c
}

func laidTable(r *rand.Rand) *canvas {
	c := newCanvas(wood, color.RGBA{104, 68, 46, 255})
	for i := range 6 {
		c.line(color.RGBA{92, 58, 38, 255}, 2, point{0, float64(i) * 84}, point{wide, float64(i)*84 + 12})
	}
	c.fill(color.RGBA{226, 220, 206, 255}, point{120, 90}, point{540, 60}, point{570, 410}, point{100, 430})
	c.ellipse(shadow, 332, 268, 196, 128)
	c.ellipse(clay, 320, 250, 190, 122)
	c.ellipse(color.RGBA{214, 132, 90, 255}, 320, 246, 158, 98)
	for range 26 { // roast vegetables
		turn, far := r.Float64()*2*math.Pi, math.Sqrt(r.Float64())
		sin, cos := math.Sincos(turn)
		shades := []color.RGBA{{226, 168, 70, 255}, {150, 60, 50, 255}, {110, 140, 74, 255}, {238, 206, 140, 255}}
		c.ellipse(pick(r, shades), 320+cos*far*128, 246+sin*far*76, 12+float64(r.IntN(12)), 9+float64(r.IntN(8)))
	}
	c.line(color.RGBA{206, 206, 206, 255}, 8, point{560, 130}, point{580, 380})
	return c
}

func vase(r *rand.Rand) *canvas {
	c := wall(r)
	c.rect(color.RGBA{208, 228, 240, 255}, 360, 30, 230, 260)
	c.rect(plaster, 470, 30, 8, 260)
	tabletop(c, 370)
	c.ellipse(shadow, 250, 404, 100, 16)
	for i := range 3 {
		x, y := 170+float64(i)*72, 70+float64(r.IntN(50))
		c.line(color.RGBA{92, 124, 66, 255}, 6, point{x, y}, point{240 + float64(i)*6, 230})
		for petal := range 12 {
			sin, cos := math.Sincos(float64(petal) * math.Pi / 6)
			c.ellipse(color.RGBA{244, 190, 50, 255}, x+cos*30, y+sin*30, 13, 13)
		}
		c.ellipse(color.RGBA{92, 58, 34, 255}, x, y, 20, 20)
	}
	pot(c, 246, 400, 1.15, sage)
	return c
}

func darkLamp(r *rand.Rand) *canvas {
	c := newCanvas(color.RGBA{120, 108, 104, 255}, color.RGBA{84, 72, 68, 255})
	tabletop(c, 360)
	c.glow(60+float64(r.IntN(40)), 90, 200) // the light of another room
	c.ellipse(shadow, 330, 404, 110, 18)
	c.fill(color.RGBA{176, 162, 138, 255}, point{270, 70}, point{390, 70}, point{440, 210}, point{220, 210})
	c.rect(brass, 325, 210, 10, 40)
	c.ellipse(color.RGBA{150, 82, 56, 255}, 330, 320, 78, 82)
	c.line(color.RGBA{40, 36, 36, 255}, 5, point{400, 370}, point{470, 396}, point{560, 390}, point{640, 430})
	c.rect(color.RGBA{30, 28, 28, 255}, 490, 386, 34, 16)
	return c
}

// receipt is the screen of a bank's app. Its words are only bars, as befits a
// secret.
func receipt(r *rand.Rand) *canvas {
	c := newCanvas(color.RGBA{246, 247, 249, 255}, color.RGBA{246, 247, 249, 255})
	c.rect(color.RGBA{22, 120, 110, 255}, 0, 0, wide, 92)
	c.ellipse(color.RGBA{255, 255, 255, 255}, 320, 92, 40, 40)
	c.ellipse(color.RGBA{42, 160, 120, 255}, 320, 92, 34, 34)
	c.line(color.RGBA{255, 255, 255, 255}, 6, point{304, 94}, point{316, 106}, point{338, 80})
	grey, ink := color.RGBA{196, 200, 206, 255}, color.RGBA{70, 76, 86, 255}
	c.rect(ink, 220, 156, 200, 26)
	for i := range 7 {
		y := 214 + float64(i)*36
		c.rect(grey, 70, y, 90+float64(r.IntN(60)), 12)
		value := 110 + float64(r.IntN(130))
		c.rect(ink, 570-value, y, value, 12)
		c.rect(color.RGBA{228, 230, 234, 255}, 70, y+24, 500, 1)
	}
	return c
}
