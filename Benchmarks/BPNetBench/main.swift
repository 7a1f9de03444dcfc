import CommandSupport

CommandLineInterface(
  name: "bpnet-bench", summary: "Measures BPNet's kernels, training loop and readers on this machine",
  commands: [peakCommand, gemmCommand, mapCommand, trainCommand, loadCommand],
  notes:
    "Each figure is the best of several timed repetitions after a warm-up, beside the median and the worst.",
  version: versionText
).main()
