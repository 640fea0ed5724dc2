// What of D3 our pages use; `npm run build` bundles it once, at set-up, into static/d3.js.
export {
  max, min, extent, group, groups, sum, mean, bin, range, axisBottom, axisLeft, forceSimulation, forceX,
  forceY, scaleLinear, scaleSqrt, scaleBand, scaleUtc, create, select, selectAll, pointer, area, line, stack,
  stackOffsetWiggle, stackOffsetExpand, stackOrderInsideOut, curveMonotoneX, utcFormat, transition, zoom,
  zoomIdentity,
} from "d3";
