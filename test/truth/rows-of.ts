/** Rows as a stream, as an export gives them. */
export async function* rowsOf<Row>(...rows: Row[]): AsyncGenerator<Row> {
  yield* rows;
}
