import CommandSupport

CommandLineInterface(
  name: "bpnet-bench", summary: "Measures BPNet's kernels, training loop and readers on this machine",
  commands: [peakCommand, gemmCommand, mapCommand, trainCommand, predictCommand, loadCommand],
  notes: """
    Each figure is the best of several timed repetitions after a warm-up, beside the median and the worst. \
    The peak that it is compared with is the best of the same run; a fraction above 100 % says that the \
    machine was too busy to reach its peak.
    """,
  version: versionText
).main()
