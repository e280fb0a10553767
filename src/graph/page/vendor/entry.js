/* Third-party libraries of the graph page, as one global. */
export { default as Graph } from "graphology";
export { default as Sigma } from "sigma";
export { extremityArrow, layerDashed, layerFill, pathCurved, pathLine, sdfCircle } from "sigma/rendering";
export { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
