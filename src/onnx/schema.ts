// The protobuf schema of ONNX, IR version 10, as a table: one line a message, one entry a field.
// Field numbers and types are those of onnx.proto3 (ONNX IR specification, docs/IR.md).

import protobuf from 'protobufjs';

type Field = readonly [number: number, type: string];

/** `name[]` is a repeated field. */
const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  ModelProto: {
    irVersion: [1, 'int64'],
    'opsetImport[]': [8, 'OperatorSetIdProto'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    domain: [4, 'string'],
    modelVersion: [5, 'int64'],
    docString: [6, 'string'],
    graph: [7, 'GraphProto'],
    'metadataProps[]': [14, 'StringStringEntryProto'],
    'functions[]': [25, 'FunctionProto'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    'node[]': [1, 'NodeProto'],
    name: [2, 'string'],
    'initializer[]': [5, 'TensorProto'],
    'sparseInitializer[]': [15, 'SparseTensorProto'],
    docString: [10, 'string'],
    'input[]': [11, 'ValueInfoProto'],
    'output[]': [12, 'ValueInfoProto'],
    'valueInfo[]': [13, 'ValueInfoProto'],
    'quantizationAnnotation[]': [14, 'TensorAnnotation'],
    'metadataProps[]': [16, 'StringStringEntryProto'],
  },
  TensorAnnotation: {
    tensorName: [1, 'string'],
    'quantParameterTensorNames[]': [2, 'StringStringEntryProto'],
  },
  NodeProto: {
    'input[]': [1, 'string'],
    'output[]': [2, 'string'],
    name: [3, 'string'],
    opType: [4, 'string'],
    domain: [7, 'string'],
    overload: [8, 'string'],
    'attribute[]': [5, 'AttributeProto'],
    docString: [6, 'string'],
    'metadataProps[]': [9, 'StringStringEntryProto'],
  },
  AttributeProto: {
    name: [1, 'string'],
    refAttrName: [21, 'string'],
    docString: [13, 'string'],
    type: [20, 'int32'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    sparseTensor: [22, 'SparseTensorProto'],
    tp: [14, 'TypeProto'],
    'floats[]': [7, 'float'],
    'ints[]': [8, 'int64'],
    'strings[]': [9, 'bytes'],
    'tensors[]': [10, 'TensorProto'],
    'graphs[]': [11, 'GraphProto'],
    'sparseTensors[]': [23, 'SparseTensorProto'],
    'typeProtos[]': [15, 'TypeProto'],
  },
  TensorProto: {
    'dims[]': [1, 'int64'],
    dataType: [2, 'int32'],
    segment: [3, 'TensorSegment'],
    'floatData[]': [4, 'float'],
    'int32Data[]': [5, 'int32'],
    'stringData[]': [6, 'bytes'],
    'int64Data[]': [7, 'int64'],
    name: [8, 'string'],
    docString: [12, 'string'],
    rawData: [9, 'bytes'],
    'externalData[]': [13, 'StringStringEntryProto'],
    dataLocation: [14, 'int32'],
    'doubleData[]': [10, 'double'],
    'uint64Data[]': [11, 'uint64'],
    'metadataProps[]': [16, 'StringStringEntryProto'],
  },
  TensorSegment: { begin: [1, 'int64'], end: [2, 'int64'] },
  SparseTensorProto: { values: [1, 'TensorProto'], indices: [2, 'TensorProto'], 'dims[]': [3, 'int64'] },
  ValueInfoProto: {
    name: [1, 'string'],
    type: [2, 'TypeProto'],
    docString: [3, 'string'],
    'metadataProps[]': [4, 'StringStringEntryProto'],
  },
  TypeProto: {
    tensorType: [1, 'TypeProtoTensor'],
    sequenceType: [4, 'TypeProtoSequence'],
    mapType: [5, 'TypeProtoMap'],
    optionalType: [9, 'TypeProtoSequence'],
    sparseTensorType: [8, 'TypeProtoTensor'],
    denotation: [6, 'string'],
  },
  TypeProtoTensor: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TypeProtoSequence: { elemType: [1, 'TypeProto'] },
  TypeProtoMap: { keyType: [1, 'int32'], valueType: [2, 'TypeProto'] },
  TensorShapeProto: { 'dim[]': [1, 'Dimension'] },
  Dimension: { dimValue: [1, 'int64'], dimParam: [2, 'string'], denotation: [3, 'string'] },
  FunctionProto: {
    name: [1, 'string'],
    'input[]': [4, 'string'],
    'output[]': [5, 'string'],
    'attribute[]': [6, 'string'],
    'attributeProto[]': [11, 'AttributeProto'],
    'node[]': [7, 'NodeProto'],
    docString: [8, 'string'],
    'opsetImport[]': [9, 'OperatorSetIdProto'],
    domain: [10, 'string'],
    overload: [13, 'string'],
    'valueInfo[]': [12, 'ValueInfoProto'],
    'metadataProps[]': [14, 'StringStringEntryProto'],
  },
};

function build(): protobuf.Type {
  const root = new protobuf.Root();
  const scope = root.define('onnx');
  for (const [message, fields] of Object.entries(MESSAGES)) {
    const type = new protobuf.Type(message);
    for (const [key, [number, fieldType]] of Object.entries(fields)) {
      const repeated = key.endsWith('[]');
      const name = repeated ? key.slice(0, -2) : key;
      type.add(new protobuf.Field(name, number, fieldType, repeated ? 'repeated' : undefined));
    }
    scope.add(type);
  }
  return root.lookupType('onnx.ModelProto');
}

/** The message `onnx.ModelProto`, ready to encode and decode. */
export const ModelProto: protobuf.Type = build();
