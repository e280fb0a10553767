/* The drawing surface: owns the renderer, the camera and the pointer. It tells the
   page what was pointed at and knows nothing about selection or filters. */

/* Whether WebGL is emulated by the processor, as on many virtual machines. */
function drawsInSoftware() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return true;
  gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(0x9246) || gl.getParameter(gl.RENDERER)); // UNMASKED_RENDERER_WEBGL
  const lose = gl.getExtension("WEBGL_lose_context");
  if (lose) lose.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

function createStage(handlers) {
  const container = document.getElementById("graph");
  const underlay = document.getElementById("underlay"), overlay = document.getElementById("overlay");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const slow = drawsInSoftware(); // then: straight edges only, and no flights of the camera
  let broken = false, renderer = null, theme = null, scene = null, hovered = null, bounds = null;

  function start(graph) {
    const { Sigma, sdfCircle, layerFill, layerDashed, pathLine, pathCurved, extremityArrow } = GraphLibs;
    renderer = new Sigma(graph, container, {
      primitives: {
        nodes: { shapes: [sdfCircle()], layers: [layerFill()] },
        edges: {
          paths: slow ? [pathLine()] : [pathLine(), pathCurved({ segments: 6 })], extremities: [extremityArrow()],
          variables: { dash: { type: "number", default: 0 } },
          layers: [layerDashed({ dashSize: { attribute: "dash", mode: "relative" }, gapSize: { value: 3, mode: "relative" }, align: 0, solidExtremities: true })],
        },
      },
      styles: {
        nodes: { x: { attribute: "x" }, y: { attribute: "y" }, size: { attribute: "size" }, color: { attribute: "color" }, opacity: { attribute: "opacity" }, cursor: "pointer" },
        edges: { size: { attribute: "size" }, color: { attribute: "color" }, opacity: { attribute: "opacity" }, head: { attribute: "head" }, depth: { attribute: "front" }, dash: { attribute: "dash" }, cursor: "pointer",
          ...(slow ? {} : { path: { attribute: "path" }, curvature: { attribute: "curvature" } }) },
      },
      settings: {
        renderLabels: false, renderEdgeLabels: false, enableEdgeEvents: true, itemSizesReference: "positions",
        zoomToSizeRatioFunction: (ratio) => Math.pow(ratio, 0.8), minEdgeThickness: 0.9, edgePickingPadding: 3, nodePickingPadding: 2,
        minCameraRatio: 0.004, maxCameraRatio: 2.5, doubleClickTimeout: 450, stagePadding: 44, enableCameraRotation: false, enableCameraMouseRotation: false,
      },
    });
    renderer.on("afterRender", redraw);
    renderer.on("enterNode", ({ node }) => hover(Number(node)));
    renderer.on("leaveNode", () => hover(null));
    renderer.on("clickNode", ({ node }) => handlers.chooseNode(Number(node)));
    renderer.on("doubleClickNode", (event) => { event.preventSigmaDefault(); handlers.openNode(Number(event.node)); });
    renderer.on("clickEdge", ({ edge }) => handlers.chooseEdge(renderer.getGraph().getEdgeAttribute(edge, "link")));
    renderer.on("doubleClickEdge", (event) => event.preventSigmaDefault());
    renderer.on("clickStage", ({ event }) => handlers.chooseStage(discAt(event)));
    renderer.on("doubleClickStage", (payload) => {
      const disc = discAt(payload.event);
      if (disc !== null) { payload.preventSigmaDefault(); handlers.openNode(disc); }
    });
  }

  function move(state, duration) {
    if (!renderer) return undefined;
    const camera = renderer.getCamera();
    return calm.matches || slow ? camera.setState(state) : camera.animate(state, { duration });
  }

  function hover(node) { hovered = node; redraw(); }

  function discAt(point) {
    const at = renderer.viewportToGraph(point);
    const disc = scene.discs.find(({ x, y, r }) => Math.hypot(at.x - x, at.y - y) < r);
    return disc ? disc.s : null;
  }

  /* The map from graph to screen is a scaling and a shift: three points tell it. */
  function frame() {
    const origin = renderer.graphToViewport({ x: 0, y: 0 }), right = renderer.graphToViewport({ x: 1000, y: 0 }), up = renderer.graphToViewport({ x: 0, y: 1000 });
    const kx = (right.x - origin.x) / 1000, ky = (up.y - origin.y) / 1000;
    const { width, height } = renderer.getDimensions();
    return { width, height, scale: Math.abs(kx), at: (x, y) => ({ x: origin.x + x * kx, y: origin.y + y * ky }), radius: (size) => renderer.scaleSize(size) };
  }

  function redraw() {
    if (!scene || !renderer) return;
    const now = frame();
    scene.hovered = hovered !== null && scene.items.has(hovered) ? hovered : null;
    drawUnderlay(underlay, now, scene, theme);
    scene.labelsDrawn = drawOverlay(overlay, now, scene, theme);
  }

  return {
    show(graph, nextScene, nextTheme) {
      scene = nextScene; theme = nextTheme;
      if (broken) return;
      if (!renderer) {
        try { start(graph); } catch (error) { broken = true; console.warn(error); handlers.cannotDraw(); return; }
      }
      if (bounds !== scene.bounds) {
        bounds = scene.bounds;
        renderer.setCustomBBox({ x: [bounds.left, bounds.right], y: [bounds.bottom, bounds.top] });
      }
      if (renderer.getGraph() === graph) renderer.refresh();
      else renderer.setGraph(graph);
    },
    /* Moves the camera so that a circle of the graph fills a good part of the view. */
    focus(x, y, r, share = 0.42) {
      if (!renderer) return undefined;
      const { width, height } = renderer.getDimensions();
      const camera = renderer.getCamera(), now = frame();
      const target = renderer.viewportToFramedGraph(now.at(x, y));
      const ratio = camera.getBoundedRatio(camera.ratio * (r * now.scale) / (Math.min(width, height) * share));
      return move({ x: target.x, y: target.y, ratio }, 350);
    },
    fit() { move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, 350); },
    zoom(factor) { if (renderer) move({ ratio: renderer.getCamera().getBoundedRatio(renderer.getCamera().ratio * factor) }, 150); },
    screenPosition(x, y) { return frame().at(x, y); },
    isVisible(x, y, r) {
      if (!renderer) return true;
      const now = frame(), spot = now.at(x, y), { width, height } = now;
      return spot.x > 30 && spot.y > 30 && spot.x < width - 30 && spot.y < height - 30 && r * now.scale > 60;
    },
    redraw,
    get renderer() { return renderer; },
  };
}
