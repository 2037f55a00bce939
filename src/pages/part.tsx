/** A page without its frame, as text: what the script of the static site puts into one. */
import type { Child } from 'hono/jsx';
import { type Place, PlaceProvider } from './place.js';

/** The content is drawn inside of the provider, where the place is known. */
export function drawPart(place: Place, View: () => Child): string {
  return `${(
    <PlaceProvider value={place}>
      <View />
    </PlaceProvider>
  )}`;
}
