// Opens pages in Chromium and writes down, as JSON, what a person, a screen reader and the network would notice.
// node visit.mjs MODULES '{"origin": …, "profile": …, "visits": [{"path", "width", "dark", "shot"}]}'
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, asked] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { origin, profile, visits } = JSON.parse(asked);
const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium", userDataDir: profile, headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
const found = [];
for (const { path, width, dark, shot } of visits) {
  const page = await browser.newPage();
  const told = { path, width, dark, console: [], elsewhere: [], failed: [] };
  page.on("console", message => told.console.push(message.text()));
  page.on("pageerror", error => told.console.push(String(error)));
  page.on("request", request => request.url().startsWith(origin) || told.elsewhere.push(request.url()));
  page.on("requestfailed", request => told.failed.push(request.url()));
  page.on("response", answer => answer.status() >= 400 && told.failed.push(`${answer.status()} ${answer.url()}`));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await page.goto(origin + path, { waitUntil: "load" });
  if (shot) await page.screenshot({ path: shot });
  Object.assign(told, await page.evaluate(() => ({
    title: document.title,
    text: document.body.innerText.slice(0, 4000),
    scripts: document.scripts.length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    background: getComputedStyle(document.documentElement).backgroundColor,
    marks: document.querySelectorAll("mark").length,
    differences: document.querySelectorAll("ins, del").length,
  })));
  await page.evaluate(() => document.querySelectorAll("details").forEach(each => { each.open = true; }));
  // Asked for by the debugger, which no policy of the page binds.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  told.violations = violations.filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
  found.push(told);
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(found));
