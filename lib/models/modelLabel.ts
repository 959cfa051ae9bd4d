/** What a model is called where several are compared. */
export const modelLabel: Readonly<Record<string, string>> = { "leaky-rnn": "leaky RNN", gru: "GRU", lstm: "LSTM" };
