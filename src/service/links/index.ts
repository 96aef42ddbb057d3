// The front door of links: which customers share a face, a device or a document.

export { type Graph, type GraphEdge, type GraphNode, linksOf } from './graph.js';
export { linkRoutes } from './routes.js';
