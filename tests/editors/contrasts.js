// Every text on the page whose contrast with what lies behind it is below WCAG's 4.5, or 3 where it is large.
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => {
    const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
    if (!words || !one.checkVisibility() || one.closest("script, title, desc, .unseen")) continue;
    const style = getComputedStyle(one), drawn = one instanceof SVGElement;
    const behind = drawn && one.closest(".node.best") ? rgba(getComputedStyle(one.previousElementSibling).fill) : ground(one);
    const [high, low] = [light(rgba(drawn ? style.fill : style.color)), light(behind)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.7 && style.fontWeight >= 700) ? 3 : 4.5;
    if ((high + 0.05) / (low + 0.05) < needed) faint.push(`${words.slice(0, 40)}: ${((high + 0.05) / (low + 0.05)).toFixed(2)}`);
  }
  return faint;
})()
