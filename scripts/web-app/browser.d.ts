// What browsers have and Debian's TypeScript (4.8) does not know yet.

interface HTMLElement {
  hidePopover(): void;
  togglePopover(force?: boolean): boolean;
}

interface VideoDecoderConfig {
  codec: string;
  optimizeForLatency?: boolean;
  hardwareAcceleration?: "no-preference" | "prefer-hardware" | "prefer-software";
}

interface VideoFrame {
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Microseconds. */
  readonly timestamp: number;
  close(): void;
}

declare class EncodedVideoChunk {
  constructor(init: { type: "key" | "delta"; timestamp: number; data: BufferSource });
}

declare class VideoDecoder {
  constructor(init: { output: (frame: VideoFrame) => void; error: (error: DOMException) => void });
  static isConfigSupported(config: VideoDecoderConfig): Promise<{ supported?: boolean }>;
  readonly state: "unconfigured" | "configured" | "closed";
  readonly decodeQueueSize: number;
  configure(config: VideoDecoderConfig): void;
  decode(chunk: EncodedVideoChunk): void;
  close(): void;
}

interface AudioDecoderConfig {
  codec: string;
  sampleRate: number;
  numberOfChannels: number;
  description?: BufferSource;
}

interface AudioData {
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  /** Microseconds. */
  readonly timestamp: number;
  copyTo(destination: BufferSource, options: { planeIndex: number; format?: "f32-planar" }): void;
  close(): void;
}

declare class EncodedAudioChunk {
  constructor(init: { type: "key" | "delta"; timestamp: number; data: BufferSource });
}

declare class AudioDecoder {
  constructor(init: { output: (data: AudioData) => void; error: (error: DOMException) => void });
  readonly state: "unconfigured" | "configured" | "closed";
  configure(config: AudioDecoderConfig): void;
  decode(chunk: EncodedAudioChunk): void;
  close(): void;
}
