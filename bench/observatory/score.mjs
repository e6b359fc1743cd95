// Scores each place with Mozilla's scorer: `node score.mjs FOLDER_OF_THE_SCORER HOST:PORT/PATH …`, one JSON line each.

const [scorer, ...places] = process.argv.slice(2);
const { scan } = await import(`${scorer}/src/scanner/index.js`);

for (const place of places) {
  const { scan: found, tests } = await scan(place);
  const counted = Object.entries(tests).flatMap(([name, test]) =>
    test.pass ? (test.scoreModifier ? [`${name} ${test.scoreModifier}`] : []) : [`${name} failed: ${test.result}`]);
  console.log(JSON.stringify({ score: found.score, grade: found.grade, counted: counted.join(", ") }));
}
