import { describeLifecycle } from './lifecycle.js'
import { describeMatrix } from './matrix.js'

const load = () => import('@wagmi/core')
describeMatrix('of the repository', load)
describeLifecycle('of the repository', load)
