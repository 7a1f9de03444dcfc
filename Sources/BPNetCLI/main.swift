import BPNet
import CommandSupport

CommandLineInterface(
  name: "bpnet", summary: "Trains and runs back-propagation networks (multilayer perceptrons) on the CPU",
  commands: [
    trainCommand, describeCommand, evaluateCommand, predictCommand, encodeCommand, forecastCommand,
    inspectCommand, exportCommand, importCommand, convertCommand,
    explainCommand, exampleCommand,
    plotCommand, gradcheckCommand, crossValidationCommand, searchCommand,
  ],
  topics: helpTopics,
  version: versionText
).main()
