"""Stand-ins for networks whose weights are not here: the published architectures of U2-Net and IS-Net as ONNX files with seeded weights, written the way
PyTorch's exporters and onnxruntime's tools write them.

    python standins.py FOLDER [--tiny] [NAME ...]

Architectures: Qin et al. 2020 (U2-Net, full and small) and Qin et al. 2022 (IS-Net). `--tiny` divides the channels by 16.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Middle and outer channels of the stages of an encoder, from the photo down.
ENCODER = [(7, 32, 64), (6, 32, 128), (5, 64, 256), (4, 128, 512), ("4F", 256, 512), ("4F", 256, 512)]
# Of the decoder, from below up.
DECODER = [("4F", 256, 512), (4, 128, 256), (5, 64, 128), (6, 32, 64), (7, 16, 64)]
SMALL_ENCODER = [(7, 16, 64), (6, 16, 64), (5, 16, 64), (4, 16, 64), ("4F", 16, 64), ("4F", 16, 64)]
SMALL_DECODER = [("4F", 16, 64), (4, 16, 64), (5, 16, 64), (6, 16, 64), (7, 16, 64)]


class Writer:
    """A graph in the making. `style` says which exporter it looks like.

    old: PyTorch 1.5 to 1.9, opset 11: numbered values, sizes gathered one by one, constants as nodes.
    new: PyTorch 1.13 and later: values named after their modules, sizes sliced, inputs that are left out.
    folded: a fixed side whose sizes the exporter has computed.
    scales: a fixed side, and factors in place of sizes.
    """

    def __init__(self, side, style, opset, unfolded, divisor, seed):
        self.side, self.style, self.opset, self.unfolded, self.divisor = side, style, opset, unfolded, divisor
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights, self.count, self.names, self.sizes = [], [], 0, {}, {}

    def channels(self, count):
        return max(2, count // self.divisor) if count > 3 else count

    def name(self, scope, operator):
        if self.style == "old":
            self.count += 1
            return f"{operator}_{self.count}", str(self.count + 500)
        base = f"/{scope}/{operator}" if scope else f"/{operator}"
        number = self.names[base] = self.names.get(base, -1) + 1
        node = base if number == 0 else f"{base}_{number}"
        return node, f"{node}_output_0"

    def node(self, operator, inputs, scope="", output=None, **attributes):
        name, value = self.name(scope, operator)
        self.nodes.append(helper.make_node(operator, inputs, [output or value], name, **attributes))
        return output or value

    def initializer(self, name, array):
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def constant(self, array, scope=""):
        return self.node("Constant", [], scope, value=numpy_helper.from_array(np.asarray(array)))

    def conv(self, value, inputs, outputs, scope, kernel=3, dilation=1, stride=1, normalised=True, gain=2.0):
        """With batch normalisation: folded into the weights, or a node of its own."""
        scale = np.sqrt(gain / (inputs * kernel * kernel))
        weights = (self.random.standard_normal((outputs, inputs, kernel, kernel)) * scale).astype(np.float32)
        bias = (self.random.standard_normal(outputs) * 0.1).astype(np.float32)
        module = scope.replace("/", ".")
        is_folded = normalised and not self.unfolded
        prefix = f"onnx::Conv_{len(self.weights) + 900}" if is_folded and self.style != "old" else module
        pad = dilation * (kernel // 2)
        size = -(-self.sizes[value] // stride)
        names = [self.initializer(f"{prefix}.weight", weights), self.initializer(f"{prefix}.bias", bias)]
        value = self.node("Conv", [value, *names], scope, dilations=[dilation] * 2, group=1, kernel_shape=[kernel] * 2, pads=[pad] * 4, strides=[stride] * 2)
        if normalised and self.unfolded:
            module = module.replace("conv_s1", "bn_s1")
            mean, shift = (self.random.standard_normal((2, outputs)) * 0.1).astype(np.float32)
            variance, factor = self.random.uniform(0.8, 1.25, (2, outputs)).astype(np.float32)
            names = [self.initializer(f"{module}.{key}", array) for key, array in [("weight", factor), ("bias", shift), ("running_mean", mean), ("running_var", variance)]]
            extra = {"training_mode": 0} if self.opset >= 14 else {}
            value = self.node("BatchNormalization", [value, *names], scope.replace("conv_s1", "bn_s1"), epsilon=1e-5, momentum=0.9, **extra)
        self.sizes[value] = size
        return value

    def rebnconv(self, value, inputs, outputs, scope, dilation=1, gain=2.0):
        value = self.conv(value, inputs, outputs, f"{scope}/conv_s1", dilation=dilation, gain=gain)
        return self.same_size(self.node("Relu", [value], f"{scope}/relu_s1"), value)

    def same_size(self, value, other):
        self.sizes[value] = self.sizes[other]
        return value

    def pool(self, value, scope):
        extra = {} if self.style == "old" else {"dilations": [1, 1]}
        pooled = self.node("MaxPool", [value], scope, ceil_mode=1, kernel_shape=[2, 2], pads=[0] * 4, strides=[2, 2], **extra)
        self.sizes[pooled] = -(-self.sizes[value] // 2)
        return pooled

    def concat(self, one, other, scope):
        return self.same_size(self.node("Concat", [one, other], scope, axis=1), one)

    def like(self, value, other, scope):
        """`value` at the size of `other`, bilinear."""
        attributes = {"cubic_coeff_a": -0.75, "mode": "linear", "nearest_mode": "floor"}
        attributes["coordinate_transformation_mode"] = "pytorch_half_pixel" if self.opset < 14 else "half_pixel"
        if self.style == "scales":
            factor = self.sizes[other] / self.sizes[value]
            scales = self.constant(np.array([1, 1, factor, factor], np.float32), scope)
            resized = self.node("Resize", [value, "", scales], scope, **attributes)
        else:
            if self.style == "folded":
                # The channels are gathered all the same, from a shape that is known.
                begin = self.slice(self.node("Shape", [value], scope), 0, 2, scope)
                sizes = self.node("Concat", [begin, self.constant(np.array([self.sizes[other]] * 2, np.int64), scope)], scope, axis=0)
            elif self.style == "old":
                sides = []
                for axis in (2, 3):
                    side = self.node("Gather", [self.node("Shape", [other], scope), self.constant(np.array(axis, np.int64), scope)], scope, axis=0)
                    sides.append(self.node("Unsqueeze", [side], scope, axes=[0]))
                wanted = self.node("Cast", [self.node("Concat", sides, scope, axis=0)], scope, to=TensorProto.INT64)
                begin = self.slice(self.node("Shape", [value], scope), 0, 2, scope)
                sizes = self.node("Concat", [begin, wanted], scope, axis=0)
            else:
                wanted = self.slice(self.node("Shape", [other], scope), 2, 4, scope)
                begin = self.slice(self.node("Shape", [value], scope), 0, 2, scope)
                sizes = self.node("Concat", [begin, self.node("Cast", [wanted], scope, to=TensorProto.INT64)], scope, axis=0)
            # Before version 13 of the operators nothing can be left out.
            empty = ["", ""] if self.opset >= 13 else [self.constant(np.array([], np.float32), scope) for _ in range(2)]
            resized = self.node("Resize", [value, *empty, sizes], scope, **attributes)
        return self.same_size(resized, other)

    def slice(self, value, start, end, scope):
        numbers = [self.constant(np.array([number], np.int64), scope) for number in (0, start, end)]
        return self.node("Slice", [value, numbers[1], numbers[2], numbers[0]], scope)

    def rsu(self, depth, value, inputs, middle, outputs, scope):
        """A residual U-block: of `depth` levels, or with dilations in place of levels."""
        start = self.rebnconv(value, inputs, outputs, f"{scope}/rebnconvin", gain=1.0)
        value = self.rebnconv(start, outputs, middle, f"{scope}/rebnconv1")
        skips = [value]
        if depth == "4F":
            for level, dilation in [(2, 2), (3, 4)]:
                value = self.rebnconv(value, middle, middle, f"{scope}/rebnconv{level}", dilation)
                skips.append(value)
            value = self.rebnconv(value, middle, middle, f"{scope}/rebnconv4", 8)
            for level, dilation in [(3, 4), (2, 2), (1, 1)]:
                joined = self.concat(value, skips.pop(), scope)
                value = self.rebnconv(joined, 2 * middle, outputs if level == 1 else middle, f"{scope}/rebnconv{level}d", dilation)
        else:
            for level in range(2, depth):
                value = self.rebnconv(self.pool(value, f"{scope}/pool{level - 1}"), middle, middle, f"{scope}/rebnconv{level}")
                skips.append(value)
            value = self.rebnconv(value, middle, middle, f"{scope}/rebnconv{depth}", 2)
            for level in range(depth - 1, 0, -1):
                joined = self.concat(value, skips.pop(), scope)
                value = self.rebnconv(joined, 2 * middle, outputs if level == 1 else middle, f"{scope}/rebnconv{level}d")
                if level > 1:
                    value = self.like(value, skips[-1], scope)
        return self.same_size(self.node("Add", [value, start], scope), start)


def network(kind, side, style, opset, unfolded=False, divisor=1, seed=1, sigmoid=True, dynamic=False, small=False):
    """An ONNX model. Of `kind` u2net: seven outputs, the first the fusion of six side maps. Of `kind` isnet: a convolution of stride 2 first, six
    maps and the six features that they are made of."""
    writer = Writer(side, style, opset, unfolded, divisor, seed)
    writer.sizes["input"] = side
    value, inputs = "input", 3
    if kind == "isnet":
        value, inputs = writer.conv("input", 3, writer.channels(64), "conv_in", stride=2, normalised=False), writer.channels(64)
    encoder, decoder = (SMALL_ENCODER, SMALL_DECODER) if small else (ENCODER, DECODER)
    features = []
    for stage, (depth, middle, outputs) in enumerate(encoder, 1):
        if stage > 1:
            value = writer.pool(value, f"pool{stage - 1}{stage}")
        value = writer.rsu(depth, value, inputs, writer.channels(middle), writer.channels(outputs), f"stage{stage}")
        inputs = writer.channels(outputs)
        features.append((value, inputs))
    decoded = [features.pop()]
    for stage, (depth, middle, outputs) in zip(range(5, 0, -1), decoder):
        skip, skipped = features.pop()
        joined = writer.concat(writer.like(decoded[-1][0], skip, ""), skip, "")
        inputs = decoded[-1][1] + skipped
        value = writer.rsu(depth, joined, inputs, writer.channels(middle), writer.channels(outputs), f"stage{stage}d")
        decoded.append((value, writer.channels(outputs)))
    decoded.reverse()
    sides = []
    for stage, (value, channels) in enumerate(decoded, 1):
        value = writer.conv(value, channels, 1, f"side{stage}", normalised=False, gain=1.0)
        like = "input" if kind == "isnet" else sides[0] if sides else None
        sides.append(writer.like(value, like, "") if like else value)
    if kind == "u2net":
        joined = writer.node("Concat", sides, axis=1)
        writer.sizes[joined] = side
        sides.insert(0, writer.conv(joined, 6, 1, "outconv", kernel=1, normalised=False, gain=1.0))
    names = []
    for index, value in enumerate(sides):
        name = f"{1900 + index}" if style == "old" else f"output_{index}"
        names.append(writer.node("Sigmoid", [value], output=name) if sigmoid else writer.node("Identity", [value], output=name))
    axes = ["batch", 3, "height", "width"] if dynamic else [1, 3, side, side]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    if kind == "isnet":
        outputs += [helper.make_tensor_value_info(value, TensorProto.FLOAT, None) for value, _ in decoded]
    graph = helper.make_graph(writer.nodes, "torch_jit" if style == "old" else "main_graph", [helper.make_tensor_value_info("input", TensorProto.FLOAT, axes)], outputs, writer.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="pytorch")
    model.ir_version = 6 if opset < 13 else 8
    return calibrated(model, side)


def calibrated(model, side):
    """The same with the first output's last convolutions scaled so that its logits are a few units wide: neither saturated nor flat, and with a
    subject. Random weights alone leave that to chance."""
    import onnxruntime

    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    makers = {name: node for node in model.graph.node for name in node.output}
    last = makers[makers[model.graph.output[0].name].input[0]]
    while last.op_type == "Resize":
        last = makers[last.input[0]]
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    del probe.graph.output[:]
    probe.graph.output.append(helper.make_tensor_value_info(last.output[0], TensorProto.FLOAT, None))
    logits = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"input": picture(side)})[0]
    middle, deviation = np.median(logits), max(float(logits.std()), 1e-9)
    for name, change in [(last.input[1], lambda array: array * 3 / deviation), (last.input[2], lambda array: (array - middle) * 3 / deviation)]:
        weights[name].CopyFrom(numpy_helper.from_array(change(numpy_helper.to_array(weights[name])).astype(np.float32), name))
    return model


def picture(side, seed=5):
    """Input of a disc on a gradient with texture, as 1 x 3 x side x side."""
    y, x = np.mgrid[0:side, 0:side] / side
    inside = np.hypot(x - 0.5, y - 0.5) < 0.28
    texture = np.random.default_rng(seed).standard_normal((3, side, side)) * 0.1
    planes = [np.where(inside, 1.6 - channel * 0.4, x * 1.5 - 1.2) for channel in range(3)]
    return (np.stack(planes) + texture)[None].astype(np.float32)


def half_weights(model):
    """Weights as 16-bit floats, each behind a Cast, as browsers are served them."""
    casts, weights = [], []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            weights.append(tensor)
            continue
        weights.append(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{tensor.name}_fp16"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}_fp16"], [tensor.name], f"{tensor.name}_cast", to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(weights)
    return model


def half(model):
    """All of the network in 16-bit floats, with 32-bit floats at its ends."""
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
    outputs = {output.name for output in model.graph.output}
    first = helper.make_node("Cast", ["input"], ["graph_input_cast_0"], "graph_input_cast0", to=TensorProto.FLOAT16)
    last = [helper.make_node("Cast", [f"graph_output_cast_{name}"], [name], f"graph_output_cast{name}", to=TensorProto.FLOAT) for name in outputs]
    rename = lambda name: "graph_input_cast_0" if name == "input" else f"graph_output_cast_{name}" if name in outputs else name
    for node in model.graph.node:
        for names in (node.input, node.output):
            names[:] = [rename(name) for name in names]
    nodes = [first, *model.graph.node, *last]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def quantised(model, path, per_channel=False):
    """By onnxruntime's own tool."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = path.with_suffix(".plain.onnx")
    onnx.save(model, plain)
    quantize_dynamic(plain, path, weight_type=QuantType.QUInt8, per_channel=per_channel)
    plain.unlink()


# Name, kind, side, form and what is special.
STANDINS = {
    "u2net": dict(kind="u2net", side=320, style="old", opset=11),
    "u2net_dynamic": dict(kind="u2net", side=320, style="new", opset=17, dynamic=True),
    "u2net_logits": dict(kind="u2net", side=320, style="folded", opset=12, sigmoid=False),
    "u2net_unfolded": dict(kind="u2net", side=320, style="new", opset=14, unfolded=True),
    "silueta_int8": dict(kind="u2net", side=320, style="old", opset=11, form="quantised"),
    "u2netp_scales": dict(kind="u2net", side=320, style="scales", opset=13, small=True),
    "isnet": dict(kind="isnet", side=1024, style="folded", opset=17),
    "isnet_dynamic": dict(kind="isnet", side=1024, style="new", opset=16, dynamic=True),
    "isnet_f16_weights": dict(kind="isnet", side=1024, style="new", opset=15, form="half_weights"),
    "isnet_f16": dict(kind="isnet", side=1024, style="new", opset=17, form="half"),
    "isnet_int8": dict(kind="isnet", side=1024, style="new", opset=15, form="quantised"),
}


def write(name, path, divisor=1, side=None):
    """Writes a stand-in, unless it is there."""
    what = dict(STANDINS[name])
    form = what.pop("form", None)
    if side:
        what["side"] = side
    if path.exists():
        return what["side"]
    model = network(**what, divisor=divisor)
    temporary = path.with_suffix(".part.onnx")
    if form == "quantised":
        quantised(model, temporary)
    else:
        onnx.save(half_weights(model) if form == "half_weights" else half(model) if form == "half" else model, temporary)
    temporary.rename(path)
    return what["side"]


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--tiny"]
    folder, names = Path(arguments[0]), arguments[1:] or list(STANDINS)
    folder.mkdir(parents=True, exist_ok=True)
    tiny = "--tiny" in sys.argv
    for name in names:
        path = folder / f"{name}{'-tiny' if tiny else ''}.onnx"
        write(name, path, 16 if tiny else 1, 64 if tiny else None)
        print(path, path.stat().st_size)
