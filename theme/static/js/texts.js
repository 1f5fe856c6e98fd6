// Which texts a reader of mixed lists wants to see: remembered in the browser, told to nobody.
// Run before the texts are there, so that none of them is seen to go.
{
  const choices = [...document.querySelectorAll(".texts input")];
  const key = "texts";
  try {
    const kept = choices.find((each) => each.value === localStorage.getItem(key));
    if (kept) kept.checked = true;
    for (const each of choices) each.addEventListener("change", () => localStorage.setItem(key, each.value));
  } catch {
    // Where nothing may be kept, the choice is one of the page.
  }
}
