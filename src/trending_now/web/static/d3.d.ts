// The types of static/d3.js, which `npm run build` makes of D3's modules.
export * from "d3";
