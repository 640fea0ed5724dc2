// What of D3 our pages use; `npm run build` bundles it once, at set-up, into static/d3.js.
export {
  max, min, extent, group, groups, rollup, sum, mean, median, bin, range, ascending, descending, axisBottom,
  axisLeft, drag, easeCubicOut, easeCubicInOut, forceSimulation, forceX, forceY, pack,
  packSiblings, hierarchy, interpolateNumber, quadtree, scaleLinear, scaleSqrt, scaleBand, scalePoint,
  scaleOrdinal, scaleTime, scaleUtc, create, select, selectAll, pointer, area, line, stack, stackOffsetWiggle,
  stackOffsetExpand, stackOffsetNone, stackOrderInsideOut, curveMonotoneX, curveBasis, utcFormat, transition,
  zoom, zoomIdentity, zoomTransform,
} from "d3";
