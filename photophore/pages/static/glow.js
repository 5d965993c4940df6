// Points of light, many of them, added up softly: a small bright core and a wide faint halo.
//
// A layer is {xy, rgb, size, count, core, halo, strength, tooth}:
//   xy     Float32Array (2n) world units          rgb    Uint8Array (3n) sRGB, guarded
//   size   Float32Array (2n) width and height of each light's core in world units, or null: `core` for all
//   core   radius in CSS pixels of a round core    halo  radius in CSS pixels; 0 for none
//   strength 0..1 how much of the layer is to be seen; tooth: true paints crowns instead of round cores
// WebGL2 where it is; else Canvas2D, coarser and with the same meaning.

const COARSE = 5; // halos are painted at a fifth of the size: they are soft
const TENTH = 0.1; // the halo's share of the light
const MOST_PIXELS = 2.6e6;
const calm = matchMedia('(prefers-contrast: more)');

const VERTEX = `#version 300 es
layout(location=0) in vec2 xy; layout(location=1) in vec3 rgb; layout(location=2) in vec2 size;
uniform vec2 middle, window; uniform float scale, radius, ratio, strength, least; uniform bool sized, coded;
out vec3 colour; out vec2 reach; out float side;
vec3 linear(vec3 c) { return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c)); }
void main() {
  vec2 at = (xy - middle) * scale / window * 2.0;
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
  vec2 half_ = sized ? size * scale * 0.5 : vec2(radius);
  float want = max(half_.x, half_.y) * ratio;
  side = max(want, least);
  reach = half_ * ratio / side;
  gl_PointSize = max(rgb.r, max(rgb.g, rgb.b)) > 0.0 ? side * 2.0 : 0.0;
  float thin = min(1.0, want / least);
  colour = (coded ? rgb : linear(rgb)) * strength * thin * thin; // spread over more than its own size, it is fainter
}`;
const ROUND = `#version 300 es
precision mediump float; in vec3 colour; in vec2 reach; in float side; out vec4 paint; uniform float share;
void main() { float d = dot(gl_PointCoord * 2.0 - 1.0, gl_PointCoord * 2.0 - 1.0);
  float light = exp(-4.0 * d) - 0.0183; if (light <= 0.0) discard; paint = vec4(colour * light * share, 0.0); }`;
const CROWN = `#version 300 es
precision mediump float; in vec3 colour; in vec2 reach; in float side; out vec4 paint; uniform float share;
void main() { vec2 p = gl_PointCoord * 2.0 - 1.0; vec2 q = abs(p) / reach;
  float d = pow(pow(q.x, 3.2) + pow(q.y, 3.2), 1.0 / 3.2), edge = clamp(2.4 / side, 0.12, 0.9);
  float light = smoothstep(1.0, 1.0 - edge, d) * (0.72 + 0.28 * (1.0 - d * d)); if (light <= 0.0) discard;
  paint = vec4(colour * light * share, 0.0); }`;
const QUAD = `#version 300 es
void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }`;
const CODE = `#version 300 es
precision highp float; uniform sampler2D soft; uniform vec2 window; out vec4 paint;
void main() { vec3 x = min(texture(soft, gl_FragCoord.xy / window).rgb, vec3(1.0));
  paint = vec4(mix(x * 12.92, 1.055 * pow(x, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, x)), 0.0); }`;
const LAST = `#version 300 es
precision mediump float; uniform sampler2D soft, grain; uniform vec2 window; out vec4 paint;
void main() { vec3 seen = texture(soft, gl_FragCoord.xy / window).rgb;
  paint = vec4(seen + texture(grain, gl_FragCoord.xy / 64.0).r / 255.0 * step(0.004, seen), 0.0); }`;

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(`glow: ${gl.getProgramInfoLog(made)}`);
  const names = {};
  for (let at = 0; at < gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS); at += 1) {
    const { name } = gl.getActiveUniform(made, at);
    names[name] = gl.getUniformLocation(made, name);
  }
  return { made, at: names };
}

/** The painter for this canvas: WebGL2 if it can be had and is wanted. */
export function glow(canvas, { webgl = true } = {}) {
  if (webgl) {
    const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, antialias: false, depth: false });
    try {
      if (gl) return new Gpu(canvas, gl);
    } catch (error) {
      console.warn(error.message, 'Painting with Canvas2D.');
      const fresh = canvas.cloneNode();
      canvas.replaceWith(fresh);
      return new Plain(fresh);
    }
  }
  return new Plain(canvas);
}

class Gpu {
  constructor(canvas, gl) {
    Object.assign(this, { canvas, gl, kind: 'webgl2', kept: new Map() });
    this.float = Boolean(gl.getExtension('EXT_color_buffer_float') ?? gl.getExtension('EXT_color_buffer_half_float'));
    const told = gl.getExtension('WEBGL_debug_renderer_info');
    this.slow = /swiftshader|llvmpipe|software|basic render/i.test(told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : '');
    this.#make();
    canvas.addEventListener('webglcontextlost', (event) => { event.preventDefault(); this.lost = true; });
    canvas.addEventListener('webglcontextrestored', () => { this.kept.clear(); this.#make(); this.lost = false; });
  }

  #make() {
    const { gl } = this;
    this.round = program(gl, VERTEX, ROUND);
    this.crown = program(gl, VERTEX, CROWN);
    this.code = program(gl, QUAD, CODE);
    this.last = program(gl, QUAD, LAST);
    this.soft = this.coded = null;
    this.empty = gl.createVertexArray();
    this.grain = this.#texture(gl.R8, 64, 64, gl.RED, gl.UNSIGNED_BYTE, Uint8Array.from({ length: 4096 }, (_, one) => {
      const x = 0.06711056 * (one % 64) + 0.00583715 * (one >> 6); // interleaved gradient noise (Jimenez 2014)
      return 255 * ((52.9829189 * (x % 1)) % 1);
    }));
  }

  resize(width, height, ratio) {
    const most = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
    this.ratio = Math.min(ratio, 2, most);
    const wide = Math.max(1, Math.round(width * this.ratio)), tall = Math.max(1, Math.round(height * this.ratio));
    this.canvas.width = wide;
    this.canvas.height = tall;
    for (const old of [this.soft, this.coded]) if (old) this.#drop(old);
    [this.soft, this.coded] = [0, 1].map(() => this.#target(Math.ceil(wide / COARSE), Math.ceil(tall / COARSE)));
  }

  #texture(inside, width, height, form, kind, data) {
    const { gl } = this, texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, form, kind, data);
    const filter = data ? gl.NEAREST : gl.LINEAR, wrap = data ? gl.REPEAT : gl.CLAMP_TO_EDGE;
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, filter);
    for (const way of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, way, wrap);
    return texture;
  }

  #target(width, height) {
    const { gl } = this;
    const kind = this.float ? [gl.RGBA16F, gl.HALF_FLOAT] : [gl.RGBA8, gl.UNSIGNED_BYTE];
    const texture = this.#texture(kind[0], width, height, gl.RGBA, kind[1], null);
    const frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return { texture, frame, width, height };
  }

  #drop({ texture, frame }) {
    this.gl.deleteTexture(texture);
    this.gl.deleteFramebuffer(frame);
  }

  paint(camera, layers) {
    if (this.lost || !this.soft) return;
    const { gl, canvas } = this;
    const seen = layers.filter((layer) => layer.count > 0 && layer.strength > 0.004);
    for (const layer of seen) this.#load(layer);
    gl.blendFunc(gl.ONE, gl.ONE);
    gl.clearColor(0, 0, 0, 0);
    this.#onto(this.soft);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    if (!calm.matches) for (const layer of seen) if (layer.halo > 0) this.#draw(camera, layer, this.soft, true);
    gl.disable(gl.BLEND);
    this.#onto(this.coded);
    this.#fill(this.code, this.coded, { soft: this.soft.texture });
    this.#onto({ frame: null, width: canvas.width, height: canvas.height });
    this.#fill(this.last, canvas, { soft: this.coded.texture, grain: this.grain });
    gl.enable(gl.BLEND);
    for (const layer of seen) if (layer.core || layer.size) this.#draw(camera, layer, canvas, false);
  }

  #onto({ frame, width, height }) {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, frame);
    this.gl.viewport(0, 0, width, height);
  }

  #load(layer) {
    const { gl } = this;
    const key = layer.key ?? layer; // a copy with other looks names what it is a copy of
    if (!this.kept.has(key)) this.kept.set(key, { array: gl.createVertexArray(), xy: gl.createBuffer(), rgb: gl.createBuffer(), size: gl.createBuffer() });
    const kept = this.kept.get(key);
    gl.bindVertexArray(kept.array);
    const give = (place, buffer, data, width, kind, normal) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, width, kind, normal, 0, 0);
    };
    if (kept.version !== layer.version || layer.version === undefined) {
      give(0, kept.xy, layer.xy, 2, gl.FLOAT, false);
      if (layer.size) give(2, kept.size, layer.size, 2, gl.FLOAT, false);
      kept.version = layer.version;
    }
    give(1, kept.rgb, layer.rgb, 3, gl.UNSIGNED_BYTE, true);
  }

  #draw(camera, layer, target, halo) {
    const { gl } = this;
    const { made, at } = layer.tooth && !halo ? this.crown : this.round;
    const ratio = target.width / camera.width;
    gl.useProgram(made);
    gl.uniform2f(at.middle, camera.x, camera.y);
    gl.uniform2f(at.window, camera.width, camera.height);
    gl.uniform1f(at.scale, camera.scale);
    gl.uniform1f(at.ratio, ratio);
    gl.uniform1f(at.radius, halo ? layer.halo : layer.core);
    gl.uniform1f(at.least, layer.tooth && !halo ? 0.7 : 1.2);
    gl.uniform1i(at.sized, layer.size && !halo ? 1 : 0);
    gl.uniform1i(at.coded, halo ? 0 : 1);
    gl.uniform1f(at.strength, layer.strength);
    gl.uniform1f(at.share, halo ? TENTH * (layer.spread ?? 1) : 1);
    gl.bindVertexArray(this.kept.get(layer.key ?? layer).array);
    gl.drawArrays(gl.POINTS, 0, layer.count);
  }

  /** The whole target through one fragment program. */
  #fill({ made, at }, { width, height }, textures) {
    const { gl } = this;
    gl.useProgram(made);
    Object.entries(textures).forEach(([name, texture], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(at[name], unit);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.uniform2f(at.window, width, height);
    gl.bindVertexArray(this.empty);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

class Plain {
  constructor(canvas) {
    Object.assign(this, { canvas, kind: 'canvas2d', ctx: canvas.getContext('2d') });
    this.small = document.createElement('canvas');
  }

  resize(width, height, ratio) {
    this.ratio = Math.min(ratio, 2, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
    this.canvas.width = Math.max(1, Math.round(width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(height * this.ratio));
    this.small.width = Math.max(1, Math.ceil(width / COARSE));
    this.small.height = Math.max(1, Math.ceil(height / COARSE));
  }

  paint(camera, layers) {
    const { ctx, canvas } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.globalCompositeOperation = 'lighter';
    const seen = layers.filter((layer) => layer.count > 0 && layer.strength > 0.004);
    for (const layer of seen) if (layer.halo > 0 && !calm.matches) this.#halos(camera, layer);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const layer of seen) if (layer.core || layer.size) this.#cores(camera, layer);
    ctx.globalAlpha = 1;
  }

  #each(camera, layer, margin, act) {
    for (let one = 0; one < layer.count; one += 1) {
      const red = layer.rgb[3 * one], green = layer.rgb[3 * one + 1], blue = layer.rgb[3 * one + 2];
      if (!(red | green | blue)) continue;
      const [x, y] = camera.toScreen(layer.xy[2 * one], layer.xy[2 * one + 1]);
      if (x < -margin || y < -margin || x > camera.width + margin || y > camera.height + margin) continue;
      act(x, y, red, green, blue, one);
    }
  }

  #halos(camera, layer) {
    const ctx = this.small.getContext('2d');
    ctx.clearRect(0, 0, this.small.width, this.small.height);
    ctx.globalCompositeOperation = 'lighter';
    const side = Math.max(1, layer.halo / COARSE / 2);
    this.#each(camera, layer, layer.halo, (x, y, red, green, blue) => {
      ctx.fillStyle = `rgb(${red * 0.5} ${green * 0.5} ${blue * 0.5} / ${layer.strength})`;
      ctx.fillRect(x / COARSE - side / 2, y / COARSE - side / 2, side, side);
    });
    this.ctx.filter = `blur(${Math.max(2, layer.halo * this.ratio * 0.4)}px)`;
    this.ctx.drawImage(this.small, 0, 0, this.canvas.width, this.canvas.height);
    this.ctx.filter = 'none';
  }

  #cores(camera, layer) {
    const { ctx } = this;
    ctx.globalAlpha = layer.strength;
    this.#each(camera, layer, 40, (x, y, red, green, blue, one) => {
      const wide = layer.size ? Math.max(1, layer.size[2 * one] * camera.scale) : layer.core;
      const tall = layer.size ? Math.max(1, layer.size[2 * one + 1] * camera.scale) : layer.core;
      ctx.fillStyle = `rgb(${red} ${green} ${blue})`;
      ctx.fillRect(x - wide / 2, y - tall / 2, wide, tall);
    });
  }
}
