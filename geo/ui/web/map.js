/* Draws layers on the Leaflet map. What comes from data is set as text of a node or as a checked style, never as HTML. */
window.jabha = (function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";
  var state = { map: null, shapes: {}, symbols: [], labels: [], byKey: {}, ground: {}, chosen: null, picks: 0, language: "en" };

  function init(map, options) {
    state.map = map;
    state.shapes = options.shapes;
    var style = document.createElement("style");
    style.textContent = options.css;
    document.head.appendChild(style);
    state.defs = document.body.appendChild(node("svg", { width: 0, height: 0, style: "position:absolute" }));
    map.createPane("ground").style.zIndex = 250;
    map.createPane("symbols").style.zIndex = 610;
    map.createPane("labels").style.zIndex = 605;
    map.attributionControl.setPrefix("Natural Earth, GeoNames, OpenStreetMap");
    state.scale = L.control.scale({ imperial: false });
    state.scale._updateMetric = function (most) { measure(this, most); };
    state.scale.addTo(map);
    map.on("zoomend moveend", arrange);
    map.on("moveend", tellView);
    map.on("click", function (event) { if (state.fan) fold(); else pickPoint(event); });
    map.on("draw:drawstart", function () { state.drawing = true; });
    map.on("draw:drawstop", function () { setTimeout(function () { state.drawing = false; }, 300); });
    map.on("draw:created", function (event) { hold(event.layer); });
    window.addEventListener("resize", function () { map.invalidateSize(); });
    new ResizeObserver(function () { map.invalidateSize(); }).observe(map.getContainer());
  }

  /* Leaflet's scale has its units in English alone. */
  var UNITS = { en: ["m", "km"], ar: ["\u0645", "\u0643\u0645"] };
  function measure(scale, most) {
    var metres = scale._getRoundNum(most), units = UNITS[state.language] || UNITS.en;
    var label = metres < 1000 ? metres + " " + units[0] : metres / 1000 + " " + units[1];
    scale._mScale.dir = state.language === "ar" ? "rtl" : "ltr";
    scale._updateScale(scale._mScale, label, metres / most);
  }

  /* ---- what is told to the page ------------------------------------------------------------------------------- */

  var telling = null;
  function tell(message) {
    var centre = state.map.getCenter().wrap();
    var at = [round(centre.lng, 4), round(centre.lat, 4), state.map.getZoom()];
    message.at = at;
    message.n = state.picks;
    if (window.Streamlit) window.Streamlit.setComponentValue(message);
  }

  function tellView() {
    clearTimeout(telling);
    telling = setTimeout(function () { if (state.ready) tell({ pick: state.picked || null }); }, 700);
  }

  function pick(key, event) {
    if (event) L.DomEvent.stopPropagation(event);
    if (!key) return;
    clearTimeout(telling);
    state.picks = Date.now();
    state.picked = key;
    tell({ pick: key });
  }

  function pickPoint(event) {
    if (!state.asking || state.drawing) return;
    var at = event.latlng.wrap();
    pick("point:" + round(at.lng, 4) + ":" + round(at.lat, 4), event.originalEvent ? event : null);
  }

  /* A line that was just drawn: it is held until the page has been told who drew it, or that it is to go. */
  function hold(layer) {
    drop();
    state.held = layer;
    clearTimeout(telling);
    state.picks = Date.now();
    tell({ pick: state.picked || null, line: layer.getLatLngs().map(function (p) { return [round(p.lng, 5), round(p.lat, 5)]; }) });
  }

  function drop() {
    if (!state.held) return;
    if (window.drawnItems && window.drawnItems.removeLayer) window.drawnItems.removeLayer(state.held);
    state.held.remove();
    state.held = null;
  }

  /* ---- layers -------------------------------------------------------------------------------------------------- */

  function begin() {
    window.feature_group = [];
    state.symbols = [];
    state.labels = [];
    state.byKey = {};
    state.ready = false;
  }

  function ground(id, data) {
    data.collection.features.forEach(function (feature) {
      if (feature.geometry.steps) feature.geometry.coordinates = walk(feature.geometry.steps);
    });
    var before = state.labels.length;
    state.ground[id] = layer(data, "ground");
    state.labels.slice(before).forEach(function (l) { l.layer = id; });
  }

  function walk(steps) {
    if (typeof steps[0] !== "number") return steps.map(walk);
    var x = 0, y = 0, out = [];
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      out.push([x / 1000, y / 1000]);
    }
    return out;
  }

  function layer(data, pane) {
    var group = L.layerGroup();
    L.geoJSON(data.collection, {
      pane: pane || "overlayPane",
      interactive: true,
      style: function (feature) { return pathStyle(data.styles[feature.properties.s], data.name); },
      pointToLayer: function (feature, at) { return pointLayer(feature, at, data); },
      onEachFeature: function (feature, made) { dress(feature, made, data, pane); }
    }).eachLayer(function (made) { if (!made.held) group.addLayer(made); });
    return group;
  }

  function dress(feature, made, data, pane) {
    var p = feature.properties, style = data.styles[p.s];
    if (made.held) return;
    if (style.shape === "arrow" && made.setLatLngs) {
      made.setLatLngs(bow(made.getLatLngs()));
      made.on("add", function () { made.getElement().setAttribute("marker-end", "url(#" + arrowHead(style.color) + ")"); });
    }
    if (style.shape === "area" && style.pattern) {
      made.on("add", function () { made.getElement().setAttribute("fill", "url(#" + pattern(style) + ")"); });
    }
    if (p.t && p.t.length) made.bindTooltip(tip(p.t), { sticky: true, className: "tip" });
    if (p.k) {
      made.on("click", function (event) { if (data.ground) pickPoint(event); else if (!state.drawing) pick(p.k, event); });
      (state.byKey[p.k] = state.byKey[p.k] || []).push(made);
    } else if (pane !== "ground") {
      made.on("click", L.DomEvent.stopPropagation);
    }
    if (p.at) state.labels.push(label(p, L.latLng(p.at[1], p.at[0]), 3, true));
  }

  function pathStyle(style, name) {
    return {
      className: "layer-" + name,
      color: style.color, weight: style.weight, opacity: style.opacity, dashArray: style.dash || null,
      fill: style.shape === "area", fillColor: style.fill || style.color, fillOpacity: style.pattern ? 1 : style.fillOpacity,
      lineJoin: "round", smoothFactor: 1.2
    };
  }

  function bow(points) {
    if (points.length !== 2) return points;
    var a = state.map.project(points[0], 8), b = state.map.project(points[1], 8), out = [];
    var c = L.point((a.x + b.x) / 2 + (b.y - a.y) * 0.14, (a.y + b.y) / 2 - (b.x - a.x) * 0.14);
    for (var i = 0; i <= 24; i += 1) {
      var t = 0.97 * i / 24, u = 1 - t;
      out.push(state.map.unproject(L.point(u * u * a.x + 2 * u * t * c.x + t * t * b.x, u * u * a.y + 2 * u * t * c.y + t * t * b.y), 8));
    }
    return out;
  }

  function pointLayer(feature, at, data) {
    var p = feature.properties, style = data.styles[p.s];
    if (data.kind === "places") {
      state.labels.push(label(p, at, p.z || 8, false));
      var dot = L.marker(at, { pane: "labels", icon: icon(style, 2 * style.radius + 4), keyboard: false, title: "" });
      dot.held = true;
      dot.bindTooltip(tip(p.c.filter(Boolean)), { className: "tip", direction: "top" });
      dot.on("click", function (event) { pick(p.k, event); });
      state.labels[state.labels.length - 1].dot = dot;
      return dot;
    }
    var made = L.marker(at, { pane: "symbols", icon: icon(style, 22), riseOnHover: true, keyboard: true, title: "" });
    made.held = true;
    made.spec = { style: style, at: at, p: p, name: data.name };
    state.symbols.push(made);
    return made;
  }

  /* ---- symbols: those that would cover one another stand together, and fan out on a click ------------------------ */

  function arrange() {
    if (!state.symbolGroup) return;
    state.symbolGroup.clearLayers();
    state.fan = null;
    var cells = [], near = 17, zoom = state.map.getZoom();
    state.symbols.forEach(function (made) {
      var at = state.map.project(made.spec.at, zoom);
      var cell = cells.find(function (c) { return Math.abs(c.at.x - at.x) < near && Math.abs(c.at.y - at.y) < near; });
      if (cell) cell.members.push(made); else cells.push({ at: at, members: [made] });
    });
    cells.forEach(function (cell) {
      if (cell.members.length === 1) { state.symbolGroup.addLayer(single(cell.members[0], cell.members[0].spec.at)); return; }
      state.symbolGroup.addLayer(pile(cell.members));
    });
    arrangeLabels();
    mark();
  }

  function single(made, at) {
    var spec = made.spec;
    var marker = L.marker(at, { pane: "symbols", icon: icon(spec.style, 22, spec.p.k === state.chosen, spec.name), riseOnHover: true, title: "" });
    if (spec.p.t) marker.bindTooltip(tip(spec.p.t), { className: "tip", direction: "top", offset: [0, -8] });
    marker.on("click", function (event) { pick(spec.p.k, event); });
    return named(marker, spec.p.t || []);
  }

  function named(marker, words) {
    marker.on("add", function () { marker.getElement().setAttribute("aria-label", words.join(". ")); });
    return marker;
  }

  function pile(members) {
    var top = members.find(function (m) { return m.spec.p.k === state.chosen; }) ||
      members.find(function (m) { return /^report-/.test(m.spec.name); }) || members[0];
    var box = icon(top.spec.style, 22, top.spec.p.k === state.chosen, top.spec.name);
    var count = document.createElement("span");
    count.className = "count";
    count.textContent = String(members.length);
    box.options.html.appendChild(count);
    var marker = L.marker(top.spec.at, { pane: "symbols", icon: box, riseOnHover: true, title: "", zIndexOffset: 200 });
    var lines = members.slice(0, 6).map(function (m) { return (m.spec.p.t || [""])[0]; });
    if (members.length > 6) lines.push("+" + (members.length - 6));
    marker.bindTooltip(tip(lines), { className: "tip", direction: "top", offset: [0, -8] });
    marker.on("click", function (event) { L.DomEvent.stopPropagation(event); fanOut(marker, members); });
    return named(marker, lines);
  }

  function fanOut(marker, members) {
    fold();
    var map = state.map, zoom = map.getZoom(), centre = map.project(marker.getLatLng(), zoom);
    state.fan = L.layerGroup();
    members.forEach(function (made, i) {
      var ring = i < 8 ? 0 : i < 22 ? 1 : 2, first = [0, 8, 22][ring], size = Math.min([8, 14, 22][ring], members.length - first);
      var turn = 2 * Math.PI * (i - first) / size - Math.PI / 2, far = 38 + 28 * ring;
      var at = map.unproject(centre.add(L.point(far * Math.cos(turn), far * Math.sin(turn))), zoom);
      L.polyline([made.spec.at, at], { color: "#1f2933", weight: 1, opacity: 0.6, interactive: false }).addTo(state.fan);
      single(made, at).addTo(state.fan);
    });
    state.fan.addTo(map);
    marker.closeTooltip();
    marker.setOpacity(0.35);
    state.folded = marker;
  }

  function fold() {
    if (state.fan) { state.map.removeLayer(state.fan); state.fan = null; }
    if (state.folded) { state.folded.setOpacity(1); state.folded = null; }
  }

  function icon(style, size, chosen, layerName) {
    var box = document.createElement("div");
    var look = { d: state.shapes[style.shape] || state.shapes.circle, fill: style.hollow || !style.fill ? "#ffffff" : style.fill,
      stroke: style.hollow ? style.color : "#ffffff", "stroke-width": style.hollow ? (style.dash ? 2.2 : 2.8) : 1.6, "stroke-linejoin": "round",
      "stroke-dasharray": style.dash || "none", opacity: style.opacity };
    if (style.place) { look.fill = style.color; look.stroke = "#ffffff"; look["stroke-width"] = 2; }
    var picture = node("svg", { viewBox: "-2 -2 28 28", width: size, height: size });
    picture.appendChild(node("path", look));
    box.appendChild(picture);
    return L.divIcon({ className: "symbol" + (chosen ? " chosen" : "") + (layerName ? " of-" + layerName : ""), html: box, iconSize: [size, size] });
  }

  /* ---- labels: the more important the place, the further out it is named; none covers another ---------------------- */

  function label(p, at, least, country) {
    return { p: p, at: at, least: least, rank: p.r || 0, country: country };
  }

  function labelText(p) {
    var first = state.language === "ar" ? p.c[1] : p.c[0], second = state.language === "ar" ? p.c[0] : p.c[1];
    return [first || second, first && second && second !== first ? second : ""];
  }

  function arrangeLabels() {
    var map = state.map, zoom = map.getZoom(), view = map.getBounds().pad(0.05), taken = [];
    state.labelGroup.clearLayers();
    state.symbols.forEach(function (made) { taken.push(around(map.latLngToContainerPoint(made.spec.at), 13)); });
    var wanted = state.labels.concat(state.groundLabels || []).filter(function (l) {
      return zoom >= l.least && (!l.country || zoom <= 7) && view.contains(l.at);
    });
    wanted.forEach(function (l) {
      if (!l.dot) return;
      state.labelGroup.addLayer(l.dot);
      taken.push(around(map.latLngToContainerPoint(l.at), 4));
    });
    wanted.sort(function (a, b) { return b.rank - a.rank; });
    wanted.forEach(function (l) { place(l, map.latLngToContainerPoint(l.at), zoom, taken); });
  }

  function around(s, far) { return [s.x - far, s.y - far, s.x + far, s.y + far]; }

  function place(l, s, zoom, taken) {
    var words = labelText(l.p), shown = words[1] && zoom >= (l.country ? 5 : l.least + 1) ? words : words.slice(0, 1);
    var big = l.rank >= 60, wide = Math.max(width(shown[0], big ? "600 13px" : "400 12.5px") * (l.country ? 1.15 : 1), width(shown[1] || "", "400 10.5px")) + 3;
    var high = shown[1] ? 28 : 16;
    var spots = l.country ? [[-wide / 2, -high / 2]] : [[9, -high / 2], [-wide - 9, -high / 2], [-wide / 2, 8], [-wide / 2, -high - 8],
      [17, -high / 2], [-wide - 17, -high / 2], [-wide / 2, 16], [-wide / 2, -high - 16]];
    for (var i = 0; i < spots.length; i += 1) {
      var box = [s.x + spots[i][0], s.y + spots[i][1], s.x + spots[i][0] + wide, s.y + spots[i][1] + high];
      if (!taken.some(function (t) { return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]; })) {
        taken.push(box);
        state.labelGroup.addLayer(L.marker(l.at, { pane: "labels", interactive: false, keyboard: false, icon: L.divIcon({
          className: "label" + (l.country ? " country" : "") + (big ? " big" : "") + ["", " before", " below", " above"][i % 4],
          html: lines(shown), iconSize: [wide, high], iconAnchor: [-spots[i][0], -spots[i][1]] }) }));
        return;
      }
    }
  }

  var ruler = document.createElement("canvas").getContext("2d"), widths = {};
  function width(text, font) {
    var key = font + text;
    if (!(key in widths)) {
      ruler.font = font + ' "IBM Plex Sans Arabic", "Noto Sans Arabic", sans-serif';
      widths[key] = ruler.measureText(text).width;
    }
    return widths[key];
  }

  /* ---- the whole view ----------------------------------------------------------------------------------------------- */

  function finish(options) {
    var map = state.map;
    state.language = options.language;
    state.scale._update();
    nameAloud(options);
    state.chosen = options.chosen;
    state.picked = options.chosen;
    if (!state.symbolGroup) {
      state.symbolGroup = L.layerGroup().addTo(map);
      state.labelGroup = L.layerGroup().addTo(map);
    }
    Object.keys(state.ground).forEach(function (id) {
      if (options.ground.indexOf(id) >= 0) { if (!map.hasLayer(state.ground[id])) map.addLayer(state.ground[id]); }
      else map.removeLayer(state.ground[id]);
    });
    state.groundLabels = state.allGroundLabels.filter(function (l) { return options.ground.indexOf(l.layer) >= 0; });
    tiles(options.tiles);
    state.asking = options.asking;
    drawing(options.drawing);
    spot(options.chosen);
    arrange();
    // The component sets the view that the page opens with after this; what is to be looked at comes after that.
    setTimeout(function () { look(options); map.getContainer().setAttribute("data-drawn", "yes"); }, 0);
    setTimeout(function () { state.ready = true; }, 900);
  }

  /* The framework has one language for every page, and a module's name for the frame. */
  function nameAloud(options) {
    if (options.title) state.map.getContainer().setAttribute("aria-label", options.title);
    if (!window.frameElement) return;
    window.frameElement.ownerDocument.documentElement.lang = options.language;
    if (options.title) window.frameElement.title = options.title;
  }

  function look(options) {
    var map = state.map;
    if (options.fit && JSON.stringify(options.fit) !== state.fitted) {
      state.fitted = JSON.stringify(options.fit);
      map.fitBounds(options.fit, { maxZoom: 8, padding: [30, 30] });
    }
    if (options.chosen !== state.focused && options.focus) {
      var at = L.latLng(options.focus[1], options.focus[0]);
      if (!map.getBounds().pad(-0.12).contains(at)) map.panTo(at);
    }
    state.focused = options.chosen;
  }

  function drawing(words) {
    var map = state.map, box = map.getContainer();
    box.classList.toggle("drawing", Boolean(words));
    if (!words || !words.held) drop();
    if (!words || !window.L.drawLocal) return;
    var tips = L.drawLocal.draw.handlers.polyline.tooltip, bar = L.drawLocal.draw.toolbar;
    tips.start = words.start; tips.cont = words.more; tips.end = words.end;
    bar.finish.text = words.finish; bar.undo.text = words.undo; bar.actions.text = words.cancel;
    bar.finish.title = bar.undo.title = bar.actions.title = "";
    var button = box.querySelector(".leaflet-draw-draw-polyline");
    if (button) { button.title = words.tool; button.setAttribute("aria-label", words.tool); }
  }

  function spot(chosen) {
    if (state.spot) { state.spot.remove(); state.spot = null; }
    var at = /^point:(-?[0-9.]+):(-?[0-9.]+)$/.exec(chosen || "");
    if (!at) return;
    state.spot = L.circleMarker([Number(at[2]), Number(at[1])], { pane: "symbols", className: "spot", radius: 7, weight: 3, color: "#1d4ed8",
      fillColor: "#ffffff", fillOpacity: 0.9, interactive: false }).addTo(state.map);
  }

  function settle() {
    state.allGroundLabels = state.labels;
    state.labels = [];
  }

  function mark() {
    (state.byKey[state.chosen] || []).forEach(function (made) {
      if (made.setStyle && made.options) made.setStyle({ weight: made.options.weight + 2, opacity: 1 });
    });
  }

  function tiles(wanted) {
    if (wanted && !state.tiles) {
      state.tiles = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", { maxZoom: 18, attribution: "\u00a9 OpenStreetMap contributors" });
    }
    if (!state.tiles) return;
    if (wanted) { state.tiles.addTo(state.map); if (state.ground.countries) state.map.removeLayer(state.ground.countries); }
    else state.map.removeLayer(state.tiles);
  }

  /* ---- small things ---------------------------------------------------------------------------------------------------- */

  function node(name, attributes) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function lines(texts) {
    var box = document.createElement("div");
    texts.forEach(function (text) {
      var line = document.createElement("div");
      line.dir = "auto";
      line.textContent = text;
      box.appendChild(line);
    });
    return box;
  }

  function tip(texts) { return lines(texts); }

  function define(id, build) {
    if (!document.getElementById(id)) { var made = build(); made.setAttribute("id", id); state.defs.appendChild(made); }
    return id;
  }

  function arrowHead(color) {
    return define("arrow-" + color.slice(1), function () {
      var head = node("marker", { viewBox: "0 0 10 10", refX: 7, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto" });
      head.appendChild(node("path", { d: "M0 0L10 5L0 10L2.5 5z", fill: color }));
      return head;
    });
  }

  function pattern(style) {
    return define("fill-" + style.pattern + style.fill.slice(1) + Math.round(style.fillOpacity * 100), function () {
      var tile = node("pattern", { width: 8, height: 8, patternUnits: "userSpaceOnUse" });
      tile.appendChild(node("rect", { width: 8, height: 8, fill: style.fill, "fill-opacity": style.fillOpacity * 0.55 }));
      var stroke = { stroke: style.fill, "stroke-width": 1.6, "stroke-opacity": Math.min(1, style.fillOpacity * 2.6), fill: "none" };
      if (style.pattern !== "dots") tile.appendChild(node("path", Object.assign({ d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" }, stroke)));
      if (style.pattern === "cross-hatch") tile.appendChild(node("path", Object.assign({ d: "M-2 6L2 10M0 0L8 8M6 -2L10 2" }, stroke)));
      if (style.pattern === "dots") tile.appendChild(node("circle", { cx: 4, cy: 4, r: 1.1, fill: style.fill, "fill-opacity": Math.min(1, style.fillOpacity * 2.4) }));
      return tile;
    });
  }

  function round(value, places) { return Number(value.toFixed(places)); }

  return { init: init, ground: ground, settle: settle, begin: begin, layer: layer, finish: finish, pick: pick, state: state };
})();
