import { createHash } from "node:crypto";
import type { Figure } from "../figures/figure.js";
import { plainText } from "../figures/wrapText.js";

/** Plotly, all of it, as one minified file. */
export const plotlyPackage = "plotly.js-dist-min";

/** Where its one file lies in the project. */
const plotlyFile = `node_modules/${plotlyPackage}/plotly.min.js`;

/** What Plotly is told besides the figure itself: as wide as there is room, and nothing that sends data away. */
export const plotlyConfig = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["sendChartToCloud", "select2d", "lasso2d"],
};

/**
 * Finds Plotly once for all figures of a page: already there; on the notebook server, in node_modules above
 * the notebook; or beside a saved page. Never on the internet. If it is nowhere, the pictures stay.
 */
const loader = `window.emergentTimescalesPlotly=window.emergentTimescalesPlotly||(function(){
if(window.Plotly)return Promise.resolve(window.Plotly);
var file="${plotlyFile}",places=[],body=document.body.dataset,config=document.getElementById("jupyter-config-data");
var base=config?JSON.parse(config.textContent).baseUrl:body.baseUrl;
var at=/\\/(?:tree|notebooks|edit)\\/(.*)/.exec(location.pathname),path=body.notebookPath||(at?decodeURIComponent(at[1]):"");
if(base)for(var parts=path.split("/");parts.length;parts.pop())places.push(base+"files/"+parts.slice(0,-1).map(function(p){return p+"/"}).join("")+file);
places.push("../"+file,file.split("/").pop());
return places.reduce(function(before,place){return before.catch(function(){return new Promise(function(found,missing){
var script=document.createElement("script");script.src=place;script.onerror=missing;
script.onload=function(){window.Plotly?found(window.Plotly):missing()};document.head.appendChild(script)})})},Promise.reject())})();`;

/**
 * The figure for a viewer of HTML: its static picture, which turns into the interactive figure where scripts
 * run and Plotly is at hand. The same figure gives the same text.
 */
export function figureHtml(figure: Figure, svg: string, width: number, height: number): string {
  const json = scriptJson({ ...figure, config: plotlyConfig });
  const id = `figure-${createHash("sha256").update(json).digest("hex").slice(0, 12)}`;
  return `<div id="${id}" style="max-width:${width}px;min-height:${height}px">${figureImage(figure, svg)}</div>
<script>(function(){${loader}
var figure=${json};
window.emergentTimescalesPlotly.then(function(Plotly){document.querySelectorAll("#${id}").forEach(function(place){
if(place.dataset.drawn)return;place.dataset.drawn="yes";place.innerHTML="";Plotly.newPlot(place,figure.data,figure.layout,figure.config)})},function(){})})()</script>`;
}

/** The static picture as one element that also survives where foreign HTML is cleaned. */
export function figureImage(figure: Figure, svg: string): string {
  const uri = svg
    .replace(/[%#<>\r\n']/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .replaceAll('"', "'")
    .replaceAll("&", "&amp;");
  const title = plainText(figure.layout.title?.text ?? "figure");
  return `<img alt="${escapeHtml(title)}" style="max-width:100%" src="data:image/svg+xml;charset=utf-8,${uri}">`;
}

/** JSON that can stand inside a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
